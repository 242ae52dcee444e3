package io.ringway.balancer.warmup;

import java.nio.ByteBuffer;

/** A detector of the end of a message whose body length is known. */
final class MessageFraming {

  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

  private int matched;
  private int body;
  private boolean started;

  /** Begins the next message. */
  void begin() {
    matched = 0;
    body = 0;
    started = false;
  }

  /** Tells whether no byte of the message has arrived. */
  boolean atStart() {
    return !started;
  }

  /** Reads the bytes that arrived, and tells whether they end the message. */
  boolean reached(ByteBuffer in, int bodyLength) {
    started |= in.hasRemaining();
    while (matched < HEAD_END.length && in.hasRemaining()) {
      byte b = in.get();
      matched = b == HEAD_END[matched] ? matched + 1 : b == '\r' ? 1 : 0;
    }
    body += in.remaining();
    return matched == HEAD_END.length && body >= bodyLength;
  }
}
