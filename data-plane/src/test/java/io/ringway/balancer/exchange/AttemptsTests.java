package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.protocol.Pin;
import io.ringway.protocol.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Choosing a server with everything that can steer the choice. */
class AttemptsTests extends SteeringScene {

  @Test
  void choosingAServerAllocatesNothing() {
    List<Pin> pins = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pins.add(i % 2 == 0 ? Pin.To.of("k" + i, "s1") : Pin.Spread.of("k" + i, 3));
    }
    configs =
        configs.stream().map(each -> each.id().equals("s3") ? each.joined(rig.now) : each).toList();
    rig.steering = new Steering(1.25, 64_000, false, pins);
    route();
    assertThat(Objects.requireNonNull(cluster().parts())).isNotNull();
    EventLoopContext loop = rig.newLoop();
    Attempts attempts = new Attempts(loop);
    ClusterRoute in = cluster();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long[] hashes =
        IntStream.range(0, 100).mapToLong(i -> in.ring().keyHash().hash("k" + i)).toArray();
    int chosen = 0;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        attempts.start(in, hashes[i % 100], hashes[i % 100]);
        chosen += attempts.next(in) == null ? 0 : 1;
        chosen += attempts.next(in) == null ? 0 : 1;
        attempts.end();
      }
      if (round == 2) {
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
      }
    }
    assertThat(chosen).isEqualTo(120_000);
    assertThat(countedOnServers()).isZero();
  }

  @Test
  void theBudgetIsAShareOfTheRequestsUnderWayAndIsGivenBack() {
    route();
    EventLoopContext loop = rig.newLoop();
    loop.active = 50;
    ClusterRoute in = cluster();
    List<Attempts> retrying = new ArrayList<>();
    while (retrying.size() < 50 && mayRetry(loop, in, retrying)) {}
    assertThat(retrying).as("a fifth of 50").hasSize(10);
    assertThat(retrying.getFirst().takeRetry(in)).as("once more is no other request").isTrue();
    retrying.getFirst().end();
    assertThat(mayRetry(loop, in, retrying)).isTrue();
    assertThat(mayRetry(loop, in, retrying)).isFalse();
  }

  private static boolean mayRetry(EventLoopContext loop, ClusterRoute in, List<Attempts> retrying) {
    Attempts one = new Attempts(loop);
    one.start(in, 1, 1);
    return one.takeRetry(in) && retrying.add(one);
  }
}
