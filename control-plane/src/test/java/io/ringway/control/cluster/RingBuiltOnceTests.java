package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mockStatic;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.overview.OverviewPages;
import io.ringway.control.publish.Snapshots;
import io.ringway.ring.Rings;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;
import org.springframework.beans.factory.annotation.Autowired;

/** A ring takes time and memory: one change builds the next one once. */
@WithControlPlane
class RingBuiltOnceTests {

  private static final Actor AUTHOR = Actor.system("test");
  private static final String NAME = "built-once";

  @Autowired Clusters clusters;
  @Autowired Snapshots snapshots;

  private final AtomicInteger built = new AtomicInteger();

  @BeforeEach
  void threeServers() {
    if (clusters.find(NAME).isPresent()) {
      clusters.apply(new Change.DeleteCluster(NAME, true), AUTHOR, null);
    }
    clusters.apply(
        new Change.CreateCluster(
            NAME,
            OverviewPages.settings("/built-once"),
            List.of(
                new NewServer("a", "10.2.0.1", 80),
                new NewServer("b", "10.2.0.2", 80),
                new NewServer("c", "10.2.0.3", 80)),
            ReplicaPlan.NONE),
        AUTHOR,
        null);
  }

  /** Counts the rings that this thread builds; a ring that is there already is none. */
  @SuppressWarnings("ReferenceEquality") // the very same ring is one that was not built
  private MockedStatic<Rings> counting() {
    return mockStatic(
        Rings.class,
        call -> {
          Object ring = call.callRealMethod();
          boolean builds = call.getMethod().getName().equals("build");
          if (builds && call.getArguments().length == 3 && ring != call.getArgument(2)) {
            built.incrementAndGet();
          }
          return ring;
        });
  }

  private static Change addition() {
    return new Change.AddServers(NAME, List.of(new NewServer("d", "10.2.0.4", 80)));
  }

  @Test
  void aChangeThatIsMadeBuildsItsRingOnceForMovementCheckAndPublication() {
    try (MockedStatic<Rings> _ = counting()) {
      clusters.apply(addition(), AUTHOR, null, true);
    }
    assertThat(built).hasValue(1);
    assertThat(snapshots.current().requireCluster(NAME).servers()).hasSize(4);
  }

  @Test
  void aPreviewBuildsItOnce() {
    try (MockedStatic<Rings> _ = counting()) {
      assertThat(clusters.preview(addition(), AUTHOR, null).moved()).isPositive();
    }
    assertThat(built).hasValue(1);
  }
}
