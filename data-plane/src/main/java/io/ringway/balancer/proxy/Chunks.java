package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;

/**
 * Follows a chunked body through the bytes as they come (RFC 9112 section 7.1) and says which of
 * them may be passed on: extensions and trailers never are. Knows nothing of sockets.
 */
final class Chunks {

  /** Takes runs of bytes that may be passed on. */
  @FunctionalInterface
  interface Sink {
    /** Takes {@code length} bytes from {@code start}. */
    void run(ByteBuf in, int start, int length);
  }

  /** How far it got. */
  enum Result {
    MORE,
    DONE,
    BAD
  }

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER,
    TRAILER_LF,
    END_LF
  }

  private static final int MAX_DIGITS = 15;
  private static final int MAX_DROPPED = 4 << 10;

  private State state = State.SIZE;
  private boolean framed;
  private int digits;
  private long size;
  private int dropped;
  private int passed;

  /**
   * Starts a body.
   *
   * @param framed pass the chunk framing on too; else the data alone
   */
  void start(boolean framed) {
    this.framed = framed;
    state = State.SIZE;
    digits = 0;
    size = 0;
    dropped = 0;
  }

  /** Reads up to the end of the body, never beyond. */
  Result feed(ByteBuf in, Sink sink) {
    passed = in.readerIndex();
    while (in.isReadable()) {
      int at = in.readerIndex();
      if (state == State.DATA) {
        int take = (int) Math.min(size, in.readableBytes());
        in.skipBytes(take);
        size -= take;
        if (size == 0) {
          state = State.DATA_CR;
          cut(in, sink, at, at + take, false);
        } else {
          cut(in, sink, at, at + take, false);
        }
        continue;
      }
      in.skipBytes(1);
      if (!step(in.getByte(at), in, sink, at)) {
        return Result.BAD;
      }
      if (state == State.END_LF && in.readerIndex() == at + 1 && ended) {
        ended = false;
        pass(in, sink, at + 1);
        return Result.DONE;
      }
    }
    pass(in, sink, in.readerIndex());
    return Result.MORE;
  }

  private boolean ended;

  private void pass(ByteBuf in, Sink sink, int to) {
    if (framed && to > passed) {
      sink.run(in, passed, to - passed);
    }
    passed = to;
  }

  /** Data goes on in either mode; with framing it is simply part of the run. */
  private void cut(ByteBuf in, Sink sink, int from, int to, boolean drop) {
    if (framed && drop) {
      pass(in, sink, from);
      passed = to;
    } else if (!framed && !drop && to > from) {
      sink.run(in, from, to - from);
    }
  }

  private boolean step(byte b, ByteBuf in, Sink sink, int at) {
    return switch (state) {
      case SIZE -> sizeByte(b, in, sink, at);
      case EXTENSION -> b == '\r' ? go(State.SIZE_LF, true) : text(b) && drop(in, sink, at);
      case SIZE_LF -> {
        digits = 0;
        yield go(size == 0 ? State.TRAILER_START : State.DATA, b == '\n');
      }
      case DATA -> throw new IllegalStateException("data is read in blocks");
      case DATA_CR -> go(State.DATA_LF, b == '\r');
      case DATA_LF -> go(State.SIZE, b == '\n');
      case TRAILER_START ->
          b == '\r'
              ? go(State.END_LF, true)
              : go(State.TRAILER, Ascii.token(b)) && drop(in, sink, at);
      case TRAILER ->
          b == '\r'
              ? go(State.TRAILER_LF, true) && drop(in, sink, at)
              : text(b) && drop(in, sink, at);
      case TRAILER_LF -> go(State.TRAILER_START, b == '\n') && drop(in, sink, at);
      case END_LF -> {
        ended = true;
        yield b == '\n';
      }
    };
  }

  private boolean go(State next, boolean good) {
    state = next;
    return good;
  }

  private static boolean text(byte b) {
    return (b >= ' ' || b < 0 || b == '\t') && b != 127;
  }

  private boolean sizeByte(byte b, ByteBuf in, Sink sink, int at) {
    int digit = Ascii.hexDigit(b);
    if (digit >= 0) {
      size = size << 4 | digit;
      return ++digits <= MAX_DIGITS;
    }
    if (digits == 0) {
      return false;
    }
    return b == ';'
        ? go(State.EXTENSION, true) && drop(in, sink, at)
        : go(State.SIZE_LF, b == '\r');
  }

  private boolean drop(ByteBuf in, Sink sink, int at) {
    cut(in, sink, at, at + 1, true);
    return ++dropped <= MAX_DROPPED;
  }
}
