package io.ringway.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ConfigSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTests {

  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

  @TempDir Path folder;

  private SnapshotStore store(Path in) {
    return new SnapshotStore(in, InstantSource.fixed(NOW));
  }

  private static ConfigSnapshot revision(long revision) {
    return new ConfigSnapshot(1, revision, "default", 0, List.of());
  }

  @Test
  void whatWasSavedIsLoaded() {
    store(folder).save(revision(4));
    assertThat(store(folder).load()).isEqualTo(new SnapshotStore.Saved(revision(4), NOW));
  }

  @Test
  void anEmptyFolderHoldsNone() {
    assertThat(store(folder.resolve("not-there")).load()).isNull();
  }

  @Test
  void aCorruptFileIsSetAsideAndThePreviousOneIsUsed() throws IOException {
    SnapshotStore store = store(folder);
    store.save(revision(4));
    store.save(revision(5));
    Path file = folder.resolve("snapshot");
    Files.writeString(file, Files.readString(file).replace("\"revision\":5", "\"revision\":6"));
    assertThat(store.load().snapshot()).isEqualTo(revision(4));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .anyMatch(name -> name.startsWith("snapshot.corrupt-"));
    }
  }

  @Test
  void halfAFileIsNotASnapshot() throws IOException {
    SnapshotStore store = store(folder);
    store.save(revision(4));
    Path file = folder.resolve("snapshot");
    Files.writeString(file, Files.readString(file).substring(0, 90));
    assertThat(store.load()).isNull();
  }

  @Test
  void aFolderThatCannotBeWrittenIsCountedAndSurvived() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    SnapshotStore store = store(file.resolve("below-a-file"));
    store.save(revision(4));
    assertThat(store.working()).isFalse();
    assertThat(store.failures()).isEqualTo(1);
  }

  @Test
  void theIdIsMadeOnceAndKept() {
    String id = BalancerId.in(folder, new Random(1));
    assertThat(BalancerId.in(folder, new Random(2))).isEqualTo(id);
  }

  @Test
  void theBackoffDoublesUpToItsCap() {
    Backoff backoff = new Backoff(new Random(3), 100, 1_000);
    assertThat(backoff.nextMillis()).isBetween(0L, 100L);
    assertThat(backoff.nextMillis()).isBetween(0L, 200L);
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.nextMillis()).isBetween(0L, 1_000L);
      assertThat(backoff.slowMillis()).isBetween(500L, 1_000L);
    }
    backoff.reset();
    assertThat(backoff.nextMillis()).isBetween(0L, 100L);
  }
}
