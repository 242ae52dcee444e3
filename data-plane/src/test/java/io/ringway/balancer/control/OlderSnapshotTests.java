package io.ringway.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A snapshot with every setting of commit 2ad4411, byte for byte as that commit saved it. An
 * upgraded balancer finds it on disk, and an older control plane sends it. Later settings have
 * their defaults.
 */
class OlderSnapshotTests {

  private static final String SAVED = "snapshot-2ad4411";

  /** The digest that the code of that commit built. */
  private static final String DIGEST = "61a4b4539d1b0822";

  @TempDir Path folder;

  /** A target that builds the real table without binding the clusters' fixed ports. */
  private static final class BuiltTable implements SnapshotTarget {
    private final Upstreams upstreams = new Upstreams(1);
    private final HealthTable health = new HealthTable();
    private RoutingTable table = RoutingTable.EMPTY;

    @Override
    public ConfigSnapshot snapshot() {
      return table.snapshot();
    }

    @Override
    public String digest() {
      return table.digest();
    }

    @Override
    public String apply(ConfigSnapshot snapshot) {
      table = RoutingTable.build(snapshot, table, upstreams, health);
      return table.digest();
    }
  }

  private final BuiltTable routes = new BuiltTable();

  private static byte[] saved() throws IOException {
    try (InputStream in = OlderSnapshotTests.class.getResourceAsStream(SAVED)) {
      return in.readAllBytes();
    }
  }

  private SnapshotApplier applier() {
    InstantSource clock = InstantSource.system();
    return new SnapshotApplier(routes, new SnapshotStore(folder, clock), clock);
  }

  @Test
  void itLoadsFromDiskWithTheSameDigest() throws IOException {
    Files.write(folder.resolve("snapshot"), saved());
    SnapshotApplier snapshotApplier = applier();
    snapshotApplier.startFromDisk();
    assertThat(snapshotApplier.source()).isEqualTo(SnapshotApplier.Source.DISK);
    assertThat(routes.snapshot().revision()).isEqualTo(42);
    assertThat(routes.digest()).isEqualTo(DIGEST);
    assertThat(routes.snapshot().clusters()).hasSize(7);
  }

  @Test
  void itLoadsOverTheWireWithTheSameDigest() throws IOException {
    String[] lines = new String(saved(), StandardCharsets.UTF_8).split("\n", 3);
    String frame =
        "{\"type\":\"publish\",\"snapshot\":" + lines[2] + ",\"digest\":\"" + DIGEST + "\"}";
    List<Runnable> later = new ArrayList<>();
    List<Message> answers = new ArrayList<>();
    SnapshotInbox snapshotInbox =
        new SnapshotInbox(
            applier(),
            _ -> {
              throw new IllegalArgumentException("nothing is asked");
            },
            later::add);
    snapshotInbox.read(frame, System.nanoTime(), answers::add);
    later.forEach(Runnable::run);
    assertThat(answers).singleElement().isInstanceOf(Message.Applied.class);
    assertThat(((Message.Applied) answers.getFirst()).digest()).isEqualTo(DIGEST);
    assertThat(routes.digest()).isEqualTo(DIGEST);
  }
}
