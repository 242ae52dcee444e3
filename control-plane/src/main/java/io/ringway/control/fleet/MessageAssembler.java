package io.ringway.control.fleet;

import io.ringway.protocol.Message;
import org.springframework.web.socket.TextMessage;

/** The assembly of messages from partial frames, within limits. For one thread at a time. */
final class MessageAssembler {

  private static final int MAX_MESSAGES_A_SECOND = 200;
  private static final int MAX_INVALID = 3;

  private final BalancerConnection balancerConnection;
  private final StringBuilder pieces = new StringBuilder();
  private long bytes;
  private int invalid;
  private long secondNanos = System.nanoTime();
  private int inSecond;

  /** The result of a part. */
  sealed interface Result {}

  /** More parts follow. */
  record Partial() implements Result {}

  /** A complete message. */
  record Whole(String json) implements Result {}

  /** A message over the size limit of the protocol. */
  record TooBig() implements Result {}

  /** More messages a second than any balancer sends. */
  record Flood() implements Result {}

  MessageAssembler(BalancerConnection balancerConnection) {
    this.balancerConnection = balancerConnection;
  }

  BalancerConnection connection() {
    return balancerConnection;
  }

  Result add(TextMessage piece) {
    bytes += piece.getPayloadLength();
    if (bytes > Message.MAX_FRAME_BYTES) {
      pieces.setLength(0);
      return new TooBig();
    }
    pieces.append(piece.getPayload());
    if (!piece.isLast()) {
      return new Partial();
    }
    String json = pieces.toString();
    pieces.setLength(0);
    bytes = 0;
    return flooded() ? new Flood() : new Whole(json);
  }

  private boolean flooded() {
    long now = System.nanoTime();
    if (now - secondNanos > 1_000_000_000L) {
      secondNanos = now;
      inSecond = 0;
    }
    return ++inSecond > MAX_MESSAGES_A_SECOND;
  }

  /** Counts an invalid message. Returns true when there were too many. */
  boolean countInvalid() {
    return ++invalid >= MAX_INVALID;
  }
}
