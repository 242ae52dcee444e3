package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;

/**
 * Follows a chunked body through the bytes as they come (RFC 9112 section 7.1) and says which of
 * them may be passed on: extensions never are, trailers when {@link Trailers} says so. Knows
 * nothing of sockets.
 */
final class Chunks {

  /** Takes runs of bytes that may be passed on. */
  @FunctionalInterface
  interface Sink {
    /** Takes {@code length} bytes from {@code start}; what it keeps it retains. */
    void run(ByteBuf in, int start, int length);
  }

  /** How far it got. */
  enum Result {
    MORE,
    DONE,
    BAD,
    /** The chunks so far are longer than the limit. */
    TOO_LARGE
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
    END_LF,
    END,
    BAD,
    TOO_LARGE
  }

  private static final int MAX_DIGITS = 15;

  /** The most bytes of extensions and trailers in one message. */
  static final int MAX_EXTRA = 4 << 10;

  private final Trailers trailers = new Trailers();
  private State state = State.SIZE;
  private boolean framed;
  private int digits;
  private long size;
  private long left;
  private int extra;
  private int passed;

  /**
   * Starts a body.
   *
   * @param head of the message
   * @param framed pass the chunk framing and the trailers on too; else the data alone
   * @param limit the most bytes of data
   */
  void start(Head head, boolean framed, long limit) {
    this.framed = framed;
    trailers.start(head);
    state = State.SIZE;
    digits = 0;
    size = 0;
    left = limit;
    extra = 0;
  }

  /** Reads up to the end of the body, never beyond. */
  Result feed(ByteBuf in, Sink sink) {
    passed = in.readerIndex();
    while (in.isReadable()) {
      int at = in.readerIndex();
      if (state == State.DATA) {
        data(in, sink, at);
        continue;
      }
      in.skipBytes(1);
      State before = state;
      state = next(in.getByte(at));
      switch (state) {
        case EXTENSION, TRAILER, TRAILER_LF -> cut(in, sink, at);
        case TRAILER_START -> {
          if (before == State.TRAILER_LF) {
            cut(in, sink, at);
            trailerLine(sink);
          }
        }
        case END -> {
          pass(in, sink, at + 1);
          return Result.DONE;
        }
        case BAD -> {
          return Result.BAD;
        }
        case TOO_LARGE -> {
          return Result.TOO_LARGE;
        }
        case SIZE, SIZE_LF, DATA, DATA_CR, DATA_LF, END_LF -> {}
      }
      if (state == State.BAD) {
        return Result.BAD;
      }
    }
    pass(in, sink, in.readerIndex());
    return Result.MORE;
  }

  private void data(ByteBuf in, Sink sink, int at) {
    int take = (int) Math.min(size, in.readableBytes());
    in.skipBytes(take);
    size -= take;
    if (size == 0) {
      state = State.DATA_CR;
    }
    if (!framed) {
      sink.run(in, at, take);
    }
  }

  private void pass(ByteBuf in, Sink sink, int to) {
    if (framed && to > passed) {
      sink.run(in, passed, to - passed);
    }
    passed = to;
  }

  /** Leaves one byte out. */
  private void cut(ByteBuf in, Sink sink, int at) {
    pass(in, sink, at);
    passed = at + 1;
  }

  private void trailerLine(Sink sink) {
    if (!trailers.wellFormed()) {
      state = State.BAD;
    } else if (framed && trailers.allowed()) {
      ByteBuf line = trailers.line();
      sink.run(line, 0, line.readableBytes());
      line.release();
    }
    trailers.nextLine();
  }

  private State next(byte b) {
    return switch (state) {
      case SIZE -> sizeByte(b);
      case EXTENSION -> b == '\r' ? State.SIZE_LF : extra(b, State.EXTENSION);
      case SIZE_LF -> b == '\n' ? sizeEnds() : State.BAD;
      case DATA_CR -> b == '\r' ? State.DATA_LF : State.BAD;
      case DATA_LF -> b == '\n' ? State.SIZE : State.BAD;
      case TRAILER_START -> b == '\r' ? State.END_LF : trailer(b);
      case TRAILER -> b == '\r' ? State.TRAILER_LF : trailer(b);
      case TRAILER_LF -> b == '\n' ? State.TRAILER_START : State.BAD;
      case END_LF -> b == '\n' ? State.END : State.BAD;
      case DATA, END, BAD, TOO_LARGE ->
          throw new IllegalStateException("no byte is looked at here");
    };
  }

  private State sizeByte(byte b) {
    int digit = Ascii.hexDigit(b);
    if (digit >= 0) {
      size = size << 4 | digit;
      return ++digits <= MAX_DIGITS ? State.SIZE : State.BAD;
    }
    if (digits == 0) {
      return State.BAD;
    }
    return b == ';' ? extra(b, State.EXTENSION) : b == '\r' ? State.SIZE_LF : State.BAD;
  }

  private State sizeEnds() {
    digits = 0;
    if (size > left) {
      return State.TOO_LARGE;
    }
    left -= size;
    return size == 0 ? State.TRAILER_START : State.DATA;
  }

  private State trailer(byte b) {
    trailers.add(b);
    return extra(b, State.TRAILER);
  }

  private State extra(byte b, State good) {
    boolean text = (b >= ' ' || b < 0 || b == '\t') && b != 127;
    return text && ++extra <= MAX_EXTRA ? good : State.BAD;
  }
}
