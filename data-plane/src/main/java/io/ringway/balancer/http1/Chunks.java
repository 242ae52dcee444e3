package io.ringway.balancer.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.Head;

/**
 * The parser of a chunked body (RFC 9112 section 7.1), fed with bytes as they come. It selects the
 * bytes that may be passed on: never extensions, and trailers when {@link Trailers} allows them. It
 * does no I/O.
 *
 * <p>Whatever it accepts, it passes on in one form: the line of a chunk is the digits of its size
 * without leading zeros, and CR LF.
 */
public final class Chunks {

  /** Receives runs of bytes that may be passed on. */
  @FunctionalInterface
  public interface Sink {
    /** Receives {@code length} bytes from {@code start}; retains the ones that it keeps. */
    void run(ByteBuf in, int start, int length);
  }

  /** The result of feeding some bytes. */
  public enum Result {
    MORE,
    DONE,
    BAD,
    /** The chunks so far are longer than the limit. */
    TOO_LARGE
  }

  private enum State {
    /** Before the first digit. */
    START,
    /** After a zero, which is the size or a leading zero. */
    ZERO,
    SIZE,
    /** Blanks after the size; RFC 9112 section 7.1.1 allows them before an extension. */
    BLANKS,
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

  /** The most zeros before a size and blanks after it; some servers write sizes of fixed width. */
  private static final int MAX_PADDING = 64;

  private static final ByteBuf THE_ZERO =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(Ascii.of("0")));

  /** The most bytes of extensions and trailers in one message. */
  static final int MAX_EXTRA = 4 << 10;

  private final boolean fromServer;
  private final Trailers trailers = new Trailers();
  private State state = State.START;
  private boolean framed;
  private int digits;
  private int padding;
  private boolean zeroKept;
  private long size;
  private long left;
  private int extra;
  private int passed;

  private Chunks(boolean fromServer) {
    this.fromServer = fromServer;
  }

  /**
   * Creates a parser for the bodies of clients, which refuses anything that RFC 9112 does not
   * allow.
   */
  static Chunks ofRequests() {
    return new Chunks(false);
  }

  /**
   * Creates a parser for the bodies of servers, which also accepts blanks between a size and its
   * line end.
   */
  public static Chunks ofResponses() {
    return new Chunks(true);
  }

  /**
   * Starts a body.
   *
   * @param head the head of the message
   * @param framed whether to pass on the framing and the trailers too, or the data alone
   * @param limit the most bytes of data
   */
  public void start(Head head, boolean framed, long limit) {
    this.framed = framed;
    trailers.start(head);
    startChunk();
    left = limit;
    extra = 0;
  }

  private void startChunk() {
    state = State.START;
    digits = 0;
    padding = 0;
    zeroKept = false;
    size = 0;
  }

  /** Reads up to the end of the body, never beyond. */
  public Result feed(ByteBuf in, Sink sink) {
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
        case ZERO, SIZE -> {
          if (before == State.ZERO) {
            dropZero(in, sink, at);
          }
        }
        case BLANKS, EXTENSION, TRAILER, TRAILER_LF -> {
          keepZero(before, sink);
          cut(in, sink, at);
        }
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
        case SIZE_LF -> keepZero(before, sink);
        case START, DATA, DATA_CR, DATA_LF, END_LF -> {}
      }
      if (state == State.BAD) {
        return Result.BAD;
      }
    }
    if (state == State.ZERO) {
      cut(in, sink, in.readerIndex() - 1); // the next byte tells whether it is the size
      zeroKept = true;
    } else {
      pass(in, sink, in.readerIndex());
    }
    return Result.MORE;
  }

  /** Leaves out the zero before this digit, which is a leading one. */
  private void dropZero(ByteBuf in, Sink sink, int at) {
    if (!zeroKept) {
      cut(in, sink, at - 1);
    }
    zeroKept = false;
  }

  /** Passes on the zero that was left out, since it was the size. */
  private void keepZero(State before, Sink sink) {
    if (before == State.ZERO && zeroKept) {
      zeroKept = false;
      if (framed) {
        sink.run(THE_ZERO, 0, 1);
      }
    }
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
      case START, ZERO, SIZE, BLANKS -> sizeByte(b);
      case EXTENSION -> b == '\r' ? State.SIZE_LF : extra(b, State.EXTENSION);
      case SIZE_LF -> b == '\n' ? sizeEnds() : State.BAD;
      case DATA_CR -> b == '\r' ? State.DATA_LF : State.BAD;
      case DATA_LF -> {
        startChunk();
        yield b == '\n' ? State.START : State.BAD;
      }
      case TRAILER_START -> b == '\r' ? State.END_LF : trailer(b);
      case TRAILER -> b == '\r' ? State.TRAILER_LF : trailer(b);
      case TRAILER_LF -> b == '\n' ? State.TRAILER_START : State.BAD;
      case END_LF -> b == '\n' ? State.END : State.BAD;
      case DATA, END, BAD, TOO_LARGE ->
          throw new IllegalStateException("no byte is looked at here");
    };
  }

  private State sizeByte(byte b) {
    int digit = state == State.BLANKS ? -1 : Ascii.hexDigit(b);
    if (digit >= 0) {
      size = size << 4 | digit;
      if (size == 0) {
        return padding(State.ZERO);
      }
      return ++digits <= MAX_DIGITS ? State.SIZE : State.BAD;
    }
    if (state == State.START) {
      return State.BAD;
    }
    return switch (b) {
      case ' ', '\t' -> padding(State.BLANKS);
      case ';' -> extra(b, State.EXTENSION);
      case '\r' -> state != State.BLANKS || fromServer ? State.SIZE_LF : State.BAD;
      default -> State.BAD;
    };
  }

  private State padding(State good) {
    return ++padding <= MAX_PADDING ? good : State.BAD;
  }

  private State sizeEnds() {
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
