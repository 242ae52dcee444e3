package io.ringway.control.fleet;

import io.ringway.protocol.Message;
import org.springframework.web.socket.TextMessage;

/** Puts the pieces of messages together, within limits. Used by one thread at a time. */
final class MessageAssembler {

  private static final int MAX_MESSAGES_A_SECOND = 200;
  private static final int MAX_STRIKES = 3;

  private final BalancerConnection balancerConnection;
  private final StringBuilder pieces = new StringBuilder();
  private long bytes;
  private int strikes;
  private long secondNanos = System.nanoTime();
  private int inSecond;

  /** What a piece came to. */
  sealed interface Result {}

  /** More is to come. */
  record Partial() implements Result {}

  /** A whole message. */
  record Whole(String json) implements Result {}

  /** Over the limit of the protocol. */
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

  /** Counts a message that could not be used. True when that was one too many. */
  boolean strike() {
    return ++strikes >= MAX_STRIKES;
  }
}
