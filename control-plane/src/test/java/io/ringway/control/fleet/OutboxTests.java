package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.protocol.ConfigSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

class OutboxTests {

  private final Outbox outbox = new Outbox();

  private static EncodedSnapshot publication(long epoch, long revision) {
    return EncodedSnapshot.of(
        PublishedSnapshot.build(
            new ConfigSnapshot(epoch, revision, "default", 0, List.of()), null));
  }

  @Test
  void onlyTheNewestSnapshotWaits() throws InterruptedException {
    EncodedSnapshot newest = publication(2, 1);
    outbox.offer(publication(1, 7));
    outbox.offer(publication(1, 9));
    outbox.offer(newest);
    outbox.offer(publication(1, 8));
    outbox.ping();
    assertThat(outbox.take()).isSameAs(newest);
    assertThat(outbox.take()).isEqualTo(new Outbox.Ping());
  }

  @Test
  void notesAreBoundedAndComeFirst() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      outbox.note("note " + i);
    }
    outbox.offer(publication(1, 1));
    int notes = 0;
    Outbox.Item item = outbox.take();
    while (item instanceof Outbox.Note) {
      notes++;
      item = outbox.take();
    }
    assertThat(notes).isEqualTo(16);
    assertThat(item).isInstanceOf(EncodedSnapshot.class);
  }

  @Test
  void theFirstReasonToCloseStandsAndNoSnapshotFollows() throws InterruptedException {
    outbox.offer(publication(1, 1));
    outbox.note("bye");
    outbox.close(CloseStatus.POLICY_VIOLATION);
    outbox.close(CloseStatus.NORMAL);
    outbox.offer(publication(1, 2));
    assertThat(outbox.take()).isEqualTo(new Outbox.Note("bye"));
    assertThat(outbox.take()).isEqualTo(new Outbox.Close(CloseStatus.POLICY_VIOLATION));
  }
}
