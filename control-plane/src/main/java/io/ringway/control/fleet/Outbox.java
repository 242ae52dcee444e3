package io.ringway.control.fleet;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/**
 * The queue of one balancer's outgoing messages: at most one snapshot, the newest, and a few notes.
 * It is bounded, so a balancer that does not read costs the same as one that does.
 */
final class Outbox {

  private static final int MAX_NOTES = 16;

  private final Queue<String> notes = new ArrayDeque<>();
  private @Nullable EncodedSnapshot encodedSnapshot;
  private boolean pingDue;
  private @Nullable CloseStatus closing;

  /** An item for the writer. */
  sealed interface Item permits EncodedSnapshot, Note, Ping, Close {}

  /** A small message. */
  record Note(String json) implements Item {}

  /** A WebSocket ping. */
  record Ping() implements Item {}

  /** The end of the connection. */
  record Close(CloseStatus status) implements Item {}

  /** Queues a snapshot unless a newer one already waits. */
  synchronized void offer(EncodedSnapshot next) {
    if (encodedSnapshot == null || encodedSnapshot.olderThan(next)) {
      encodedSnapshot = next;
      notifyAll();
    }
  }

  /** Queues a small message. Returns false and drops it when too many wait. */
  synchronized boolean note(String json) {
    if (notes.size() >= MAX_NOTES) {
      return false;
    }
    notes.add(json);
    notifyAll();
    return true;
  }

  synchronized void ping() {
    pingDue = true;
    notifyAll();
  }

  /** Closes the connection after the queued notes are written. The first status wins. */
  synchronized void close(CloseStatus status) {
    if (closing == null) {
      closing = status;
      encodedSnapshot = null;
      notifyAll();
    }
  }

  /** Takes the next item; blocks while there is none. */
  synchronized Item take() throws InterruptedException {
    while (true) {
      String note = notes.poll();
      if (note != null) {
        return new Note(note);
      }
      if (closing != null) {
        return new Close(closing);
      }
      if (encodedSnapshot != null) {
        EncodedSnapshot next = encodedSnapshot;
        encodedSnapshot = null;
        return next;
      }
      if (pingDue) {
        pingDue = false;
        return new Ping();
      }
      wait();
    }
  }
}
