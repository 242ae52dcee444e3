package io.ringway.balancer.warmup;

import java.nio.ByteBuffer;

/** Finds the end of a message whose body has a known length. */
final class MessageFraming {

  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

  private int matched;
  private int body;
  private boolean started;

  /** The next message. */
  void begin() {
    matched = 0;
    body = 0;
    started = false;
  }

  /** Whether no byte of the message has come. */
  boolean atStart() {
    return !started;
  }

  /** Takes the bytes that came; whether they are the last ones. */
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
