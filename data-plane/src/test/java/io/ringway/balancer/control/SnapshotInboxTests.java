package io.ringway.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.Codec;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Message;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotInboxTests {

  @TempDir Path folder;

  private final List<Long> built = new ArrayList<>();
  private final List<Message> answers = new ArrayList<>();
  private final ArrayDeque<Runnable> applyThread = new ArrayDeque<>();

  private SnapshotInbox inbox() {
    InstantSource clock = InstantSource.system();
    SnapshotTarget snapshotTarget =
        new SnapshotTarget() {
          private ConfigSnapshot current = new ConfigSnapshot(0, 0, "default", 0, List.of());

          @Override
          public ConfigSnapshot snapshot() {
            return current;
          }

          @Override
          public String digest() {
            return "d" + current.revision();
          }

          @Override
          public String apply(ConfigSnapshot snapshot) {
            built.add(snapshot.revision());
            current = snapshot;
            return digest();
          }
        };
    SnapshotApplier snapshotApplier =
        new SnapshotApplier(snapshotTarget, new SnapshotStore(folder, clock), clock);
    return new SnapshotInbox(
        snapshotApplier,
        explainQuery -> {
          throw new IllegalArgumentException("nobody asks");
        },
        applyThread::add);
  }

  private static String publish(long revision) {
    return Codec.encode(
        new Message.Publish(new ConfigSnapshot(1, revision, "default", 0, List.of()), ""));
  }

  @Test
  void ofTheSnapshotsThatWaitOnlyTheNewestIsBuilt() {
    SnapshotInbox snapshotInbox = inbox();
    for (long revision : new long[] {5, 8, 7}) {
      snapshotInbox.read(publish(revision), 0, answers::add);
    }
    applyThread.forEach(Runnable::run);
    assertThat(built).containsExactly(8L);
    assertThat(answers)
        .singleElement()
        .isInstanceOfSatisfying(
            Message.Applied.class, applied -> assertThat(applied.revision()).isEqualTo(8));
  }
}
