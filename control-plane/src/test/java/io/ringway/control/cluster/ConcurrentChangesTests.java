package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.publish.Revision;
import io.ringway.control.publish.Revisions;
import io.ringway.control.publish.SnapshotPublished;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;

@WithControlPlane
class ConcurrentChangesTests {

  private static final Actor AUTHOR = Actor.system("test");

  @Autowired Clusters clusters;
  @Autowired Revisions revisions;
  @Autowired Snapshots snapshots;
  @Autowired ConfigurableApplicationContext context;

  private void cluster(String name) {
    ClusterSettings at =
        ClusterSettings.DEFAULT.with(it -> it.listen = new Listen(0, List.of(), "/" + name));
    clusters.apply(
        new Change.CreateCluster(
            name, at, List.of(new NewServer("a", "10.0.0.1", 80)), ReplicaPlan.NONE),
        AUTHOR,
        null);
  }

  private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    }
  }

  @Test
  void ofTwoWritersWhoSawTheSameOneIsRefused() throws Exception {
    cluster("raced");
    long seen = clusters.details("raced").revision();
    List<Callable<Integer>> writers = new ArrayList<>();
    for (double weight : new double[] {2, 3}) {
      writers.add(() -> {
        try {
          clusters.apply(
              new Change.UpdateServer("raced", "a", null, null, null, weight, null, null),
              AUTHOR,
              seen);
          return 200;
        } catch (ProblemException e) {
          return e.getStatusCode().value();
        }
      });
    }
    assertThat(together(writers)).containsExactlyInAnyOrder(200, 412);
  }

  @Test
  void revisionsUnderEightWritersHaveNoGapsAndArePublishedInOrder() throws Exception {
    cluster("busy");
    long first = revisions.head(Revisions.DEFAULT_WORKSPACE).revision();
    List<Long> published = new CopyOnWriteArrayList<>();
    context.addApplicationListener(new Recorder(published));
    List<Callable<List<Long>>> writers = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int port = 1_000 * (thread + 1);
      writers.add(() -> {
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
          NewServer server = new NewServer("s" + (port + i), "10.0.0.2", port + i);
          long revision =
              clusters
                  .apply(new Change.AddServers("busy", List.of(server)), AUTHOR, null)
                  .revision();
          assertThat(snapshots.current().config().revision()).isGreaterThanOrEqualTo(revision);
          made.add(revision);
        }
        return made;
      });
    }
    List<Long> made = together(writers).stream().flatMap(List::stream).sorted().toList();
    assertThat(made)
        .containsExactlyElementsOf(LongStream.rangeClosed(first + 1, first + 200).boxed().toList());
    assertThat(published).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
    assertThat(published.getLast()).isEqualTo(first + 200);
    assertThat(revisions.list(Revisions.DEFAULT_WORKSPACE, "busy", 0, 200))
        .extracting(Revision::number)
        .doesNotHaveDuplicates()
        .hasSize(200);
    assertThat(clusters.details("busy").config().servers()).hasSize(201);
  }

  /** Records published revisions in order. */
  record Recorder(List<Long> seen)
      implements ApplicationListener<PayloadApplicationEvent<SnapshotPublished>> {
    @Override
    public void onApplicationEvent(PayloadApplicationEvent<SnapshotPublished> event) {
      seen.add(event.getPayload().snapshot().config().revision());
    }
  }
}
