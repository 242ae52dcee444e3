package io.ringway.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EjectionTests {

  private static final HealthPolicy POLICY = HealthPolicy.DEFAULT.withEjection(3, 1_000, 50);

  private long nanos = Long.MAX_VALUE - 1; // a clock that overflows within the test
  private final HealthTable table = new HealthTable(() -> nanos);
  private final ServerHealth server = table.of("c", "s1");

  @BeforeEach
  void fourServers() {
    table.applyPolicies(servers(4, POLICY));
  }

  private static ConfigSnapshot servers(int count, HealthPolicy policy) {
    List<ServerConfig> servers =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                i -> new ServerConfig("s" + i, "s" + i, "10.0.0." + i, 80, 1, ServerState.READY))
            .toList();
    return new ConfigSnapshot(
        1,
        1,
        "default",
        0,
        List.of(
            new ClusterConfig(
                "c",
                "c",
                ClusterSettings.DEFAULT.with(it -> {
                  it.keyRules = List.of();
                  it.health = policy;
                }),
                servers)));
  }

  private static void fails(ServerHealth which, int times) {
    for (int i = 0; i < times; i++) {
      which.failedRequest("status 503");
    }
  }

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    table.readmit();
  }

  @Test
  void failuresInARowEjectAndAGoodAnswerEndsTheRow() {
    fails(server, 2);
    server.served();
    fails(server, 2);
    assertThat(server.usable()).isTrue();
    long turns = table.version();
    fails(server, 1);
    assertThat(server.usable()).isFalse();
    assertThat(server.ejected()).isTrue();
    assertThat(server.timesEjected()).isEqualTo(1);
    assertThat(table.version()).isNotEqualTo(turns);
    assertThat(server.reason())
        .isEqualTo("ejected for 1.0 s after 3 failed requests in a row, the last: status 503");
  }

  @Test
  void itComesBackByItselfAndTheNextTimeIsTwiceAsLong() {
    fails(server, 3);
    pass(999);
    assertThat(server.usable()).isFalse();
    pass(1);
    assertThat(server.usable()).isTrue();
    assertThat(server.reason()).isEmpty();
    fails(server, 3);
    assertThat(server.reason()).startsWith("ejected for 2.0 s");
    pass(1_999);
    assertThat(server.usable()).isFalse();
    pass(1);
    assertThat(server.usable()).isTrue();
    for (int seconds : List.of(4, 8, 16, 32, 32)) {
      fails(server, 3);
      assertThat(server.reason()).startsWith("ejected for " + seconds + ".0 s");
      pass(seconds * 1_000L);
    }
  }

  @Test
  void oneThatServedAsLongAsItWasOutBeginsWithTheShortestTime() {
    fails(server, 3);
    pass(1_000);
    fails(server, 3);
    pass(2_000);
    pass(2_000);
    fails(server, 3);
    assertThat(server.reason()).startsWith("ejected for 1.0 s");
  }

  @Test
  void noMoreThanTheShareOfAClusterIsOut() {
    for (String id : List.of("s1", "s2", "s3", "s4")) {
      fails(table.of("c", id), 5);
    }
    assertThat(table.of("c", "s1").usable()).isFalse();
    assertThat(table.of("c", "s2").usable()).isFalse();
    assertThat(table.of("c", "s3").usable()).isTrue();
    // It keeps failing: it is ejected next when the limit allows.
    pass(1_000);
    fails(table.of("c", "s3"), 1);
    assertThat(table.of("c", "s3").ejected()).isTrue();
  }

  @Test
  void theOnlyServerIsNeverEjected() {
    table.applyPolicies(servers(1, POLICY));
    fails(server, 50);
    assertThat(server.usable()).isTrue();
  }

  @Test
  void aRemovedServerGivesItsPlaceBack() {
    fails(table.of("c", "s4"), 3);
    fails(table.of("c", "s3"), 3);
    table.applyPolicies(servers(2, POLICY));
    fails(server, 3);
    assertThat(server.ejected()).isTrue();
  }

  @Test
  void checksAndEjectionDoNotExcuseEachOther() {
    fails(server, 3);
    server.succeeded();
    assertThat(server.usable()).isFalse();
    server.failed("status 500");
    server.failed("status 500");
    assertThat(server.reason()).isEqualTo("status 500");
    pass(1_000);
    assertThat(server.usable()).isFalse();
    server.succeeded();
    server.succeeded();
    assertThat(server.usable()).isTrue();
  }

  @Test
  void switchedOffItLetsEveryoneBackIn() {
    fails(server, 3);
    table.applyPolicies(servers(4, POLICY.withEjection(0, 1_000, 50)));
    assertThat(server.usable()).isTrue();
    fails(server, 50);
    assertThat(server.usable()).isTrue();
  }
}
