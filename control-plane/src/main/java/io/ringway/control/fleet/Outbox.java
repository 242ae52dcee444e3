package io.ringway.control.fleet;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/**
 * What waits to be written to one balancer: at most one snapshot, of which the newest wins, and a
 * few notes. Bounded, so a balancer that does not read costs the same as one that does.
 */
final class Outbox {

  private static final int MAX_NOTES = 16;

  private final Queue<String> notes = new ArrayDeque<>();
  private @Nullable EncodedSnapshot encodedSnapshot;
  private boolean pingDue;
  private @Nullable CloseStatus closing;

  /** What the writer does next. */
  sealed interface Item permits EncodedSnapshot, Note, Ping, Close {}

  /** A small message. */
  record Note(String json) implements Item {}

  /** A WebSocket ping. */
  record Ping() implements Item {}

  /** The end of the connection. */
  record Close(CloseStatus status) implements Item {}

  /** Puts a snapshot up for sending unless a newer one waits already. */
  synchronized void offer(EncodedSnapshot next) {
    if (encodedSnapshot == null || encodedSnapshot.olderThan(next)) {
      encodedSnapshot = next;
      notifyAll();
    }
  }

  /** Puts a small message up. False when it is dropped, since many wait already. */
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

  /** Ends the connection once the notes are out; the first reason stands. */
  synchronized void close(CloseStatus status) {
    if (closing == null) {
      closing = status;
      encodedSnapshot = null;
      notifyAll();
    }
  }

  /** Waits for something to do. */
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
