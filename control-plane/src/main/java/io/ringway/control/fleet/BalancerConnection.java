package io.ringway.control.fleet;

import io.ringway.protocol.Codec;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One open WebSocket connection of a balancer.
 *
 * <p>Reads happen on the container's threads, one at a time. Writes happen on the connection's own
 * virtual thread, so that a balancer that does not read blocks nobody else.
 */
final class BalancerConnection {

  private static final Logger LOG = LoggerFactory.getLogger(BalancerConnection.class);

  private final WebSocketSession session;
  private final Outbox outbox = new Outbox();
  private final PendingQueries pendingQueries;
  private final AtomicBoolean writing = new AtomicBoolean();
  private final String tokenId;
  private final Instant since;
  private final String address;

  private volatile Message.@Nullable Hello hello;
  private volatile long lastMessageNanos;
  private volatile AppliedRevision appliedRevision = new AppliedRevision(0, 0, "", 0);
  private volatile List<String> rejectedReasons = List.of();
  private volatile @Nullable EncodedSnapshot sent;
  private volatile long offeredNanos;
  private volatile long reportedNanos;
  private final RecentReports reports = new RecentReports();

  /**
   * The revision that the balancer last applied.
   *
   * @param micros from the offer of the snapshot to the acknowledgement; 0 when no snapshot was
   *     sent
   */
  record AppliedRevision(long epoch, long revision, String digest, long micros) {}

  BalancerConnection(
      WebSocketSession session,
      String tokenId,
      Instant since,
      String address,
      Duration answerWithin) {
    this.session = session;
    this.pendingQueries = new PendingQueries(outbox, answerWithin);
    this.tokenId = tokenId;
    this.since = since;
    this.address = address;
    this.lastMessageNanos = System.nanoTime();
    this.reportedNanos = lastMessageNanos;
  }

  /** Starts the writer thread. */
  void open() {
    if (writing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("fleet-" + session.getId()).start(this::write);
    }
  }

  private void write() {
    try {
      while (true) {
        switch (outbox.take()) {
          case Outbox.Note note -> session.sendMessage(new TextMessage(note.json()));
          case Outbox.Ping _ -> session.sendMessage(new PingMessage());
          case EncodedSnapshot encodedSnapshot ->
              session.sendMessage(new TextMessage(encodedSnapshot.json()));
          case Outbox.Close close -> {
            session.close(close.status());
            return;
          }
        }
      }
    } catch (IOException | IllegalStateException e) {
      LOG.info("Balancer {} could not be written to: {}", this, e.toString());
      closeAfterFailure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closeAfterFailure();
    } catch (RuntimeException | Error e) {
      // Without a writer the balancer would miss every change. It connects again instead.
      LOG.error("Unexpected error while writing to balancer {}; please report it", this, e);
      closeAfterFailure();
    }
  }

  private void closeAfterFailure() {
    try {
      session.close(CloseStatus.SERVICE_OVERLOAD);
    } catch (IOException e) {
      LOG.debug("Balancer {} was gone already", this, e);
    }
  }

  /** Offers a snapshot. It replaces an older one that still waits. */
  void publish(EncodedSnapshot encodedSnapshot) {
    EncodedSnapshot before = sent;
    if (before == null || before.olderThan(encodedSnapshot)) {
      sent = encodedSnapshot;
      offeredNanos = System.nanoTime();
      rejectedReasons = List.of();
      outbox.offer(encodedSnapshot);
    }
  }

  /** Returns the queries that the balancer has not answered yet. */
  PendingQueries pendingQueries() {
    return pendingQueries;
  }

  void sendComplaint(String detail) {
    outbox.note(Codec.encode(new Message.Complaint(detail)));
  }

  void close(CloseStatus status, String reason) {
    outbox.note(Codec.encode(new Message.Bye(reason)));
    outbox.close(status.withReason(reason));
  }

  void ping() {
    outbox.ping();
  }

  void reported(Message.Report report) {
    reports.add(report);
    reportedNanos = System.nanoTime();
  }

  /** Returns the traffic that the balancer reported on this connection. */
  BalancerTraffic traffic() {
    return reports.now();
  }

  /**
   * Returns the time since the last report, or since the start of the connection when there was
   * none.
   */
  long millisSinceReport() {
    return (System.nanoTime() - reportedNanos) / 1_000_000;
  }

  /**
   * Returns the time since the newest snapshot was offered; 0 when none was offered on this
   * connection.
   */
  long millisSinceOffer() {
    return sent == null ? 0 : (System.nanoTime() - offeredNanos) / 1_000_000;
  }

  /** Records that a message arrived, of whatever kind. */
  void messageReceived() {
    lastMessageNanos = System.nanoTime();
  }

  long millisSinceMessage() {
    return (System.nanoTime() - lastMessageNanos) / 1_000_000;
  }

  void hello(Message.Hello message) {
    hello = message;
    appliedRevision = new AppliedRevision(message.epoch(), message.revision(), message.digest(), 0);
  }

  Message.@Nullable Hello hello() {
    return hello;
  }

  void applied(Message.Applied message) {
    EncodedSnapshot last = sent;
    boolean newest = last != null && last.is(message.epoch(), message.revision());
    long micros = newest ? (System.nanoTime() - offeredNanos) / 1_000 : appliedRevision.micros();
    appliedRevision =
        new AppliedRevision(message.epoch(), message.revision(), message.digest(), micros);
    if (newest) {
      rejectedReasons = List.of();
    }
  }

  void rejected(Message.Rejected message) {
    EncodedSnapshot last = sent;
    if (last != null && last.is(message.epoch(), message.revision())) {
      rejectedReasons = message.reasons();
    }
  }

  AppliedRevision appliedRevision() {
    return appliedRevision;
  }

  List<String> rejectedReasons() {
    return rejectedReasons;
  }

  String tokenId() {
    return tokenId;
  }

  Instant since() {
    return since;
  }

  String address() {
    return address;
  }

  @Override
  public String toString() {
    Message.Hello known = hello;
    return known == null ? "at " + address : known.name() + " at " + address;
  }
}
