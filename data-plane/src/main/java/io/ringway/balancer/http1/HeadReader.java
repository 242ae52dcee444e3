package io.ringway.balancer.http1;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.http.ResponseLimits;
import org.jspecify.annotations.Nullable;

/**
 * The parser of a {@link Head}, fed with bytes as they arrive. It does no I/O, so that it can be
 * fuzzed.
 *
 * <p>It is strict where two parsers could differ (RFC 9112): CRLF only, no folding, no space before
 * a colon, no control bytes.
 */
public final class HeadReader {

  private static final int MAX_EMPTY_LINES = 4;
  private static final int STEP = 4 << 10;
  private static final int LINE_END = 2;

  private final Head head;
  private final boolean request;
  private final int maxStartLine;
  private final int maxBytes;
  private final int maxFields;
  private int length;
  private int lineStart;
  private int scanned;
  private int emptyLines;
  private boolean startLineDone;
  private boolean halfLine;

  private HeadReader(
      Head head, boolean request, int mostOfFirstLine, int mostBytes, int mostHeaders) {
    this.head = head;
    this.request = request;
    this.maxStartLine = mostOfFirstLine;
    this.maxBytes = mostBytes;
    this.maxFields = mostHeaders;
  }

  public static HeadReader ofRequests(Head head, Limits limits) {
    return new HeadReader(head, true, limits.requestLine(), limits.head(), limits.headers());
  }

  public static HeadReader ofResponses(Head head, ResponseLimits limits) {
    return new HeadReader(head, false, limits.head(), limits.head(), limits.headers());
  }

  /** Prepares for the next message. */
  public void reset() {
    head.clear();
    length = 0;
    lineStart = 0;
    scanned = 0;
    emptyLines = 0;
    startLineDone = false;
    halfLine = false;
  }

  /** Returns whether no byte of a message has come. */
  public boolean empty() {
    return length == 0;
  }

  /**
   * Takes bytes up to the end of the head, never beyond.
   *
   * @return null when more bytes are needed or the head is complete, else what is wrong
   */
  @Nullable
  public Failure feed(ByteBuf in) {
    if (length == 0 && request && !skipEmptyLines(in)) {
      return emptyLines > MAX_EMPTY_LINES ? Failure.BAD_START_LINE : null;
    }
    while (in.isReadable()) {
      int before = length;
      // Never beyond the next limit, so that the verdict does not depend on how the bytes are cut.
      int most = startLineDone ? maxBytes + 1 : maxStartLine + LINE_END;
      int take = Math.min(Math.min(in.readableBytes(), STEP), most - length);
      byte[] bytes = head.reserve(length + take);
      in.getBytes(in.readerIndex(), bytes, length, take);
      length += take;
      Failure failure = scan(bytes);
      if (failure != null) {
        return failure;
      }
      if (head.complete()) {
        in.skipBytes(head.end - before);
        length = head.end;
        return null;
      }
      in.skipBytes(take);
    }
    return null;
  }

  /** Drops up to four empty lines, so that a message always starts at offset 0. */
  private boolean skipEmptyLines(ByteBuf in) {
    while (in.isReadable()) {
      byte b = in.getByte(in.readerIndex());
      if (b != (halfLine ? '\n' : '\r')) {
        return !halfLine || refuse();
      }
      in.skipBytes(1);
      halfLine = !halfLine;
      if (!halfLine && ++emptyLines > MAX_EMPTY_LINES) {
        return false;
      }
    }
    return false;
  }

  /** Refuses a bare carriage return in the same way as one empty line too many. */
  private boolean refuse() {
    emptyLines = MAX_EMPTY_LINES + 1;
    return false;
  }

  private @Nullable Failure scan(byte[] bytes) {
    while (scanned < length) {
      byte b = bytes[scanned++];
      if (b == '\r') {
        if (scanned == length) {
          scanned--;
          break;
        }
        if (bytes[scanned] != '\n') {
          return Failure.BAD_LINE_END;
        }
        Failure failure = line(bytes, lineStart, scanned - 1);
        if (failure != null) {
          return failure;
        }
        lineStart = ++scanned;
        if (head.complete()) {
          return null;
        }
      } else if (b < ' ' && b >= 0 && b != '\t' || b == 127) {
        return b == '\n' ? Failure.BAD_LINE_END : Failure.BAD_CHARACTER;
      }
    }
    if (!startLineDone) {
      return length == maxStartLine + LINE_END ? Failure.URI_TOO_LONG : null;
    }
    return length > maxBytes ? Failure.HEAD_TOO_LARGE : null;
  }

  private @Nullable Failure line(byte[] bytes, int from, int to) {
    if (!startLineDone) {
      if (from == to) {
        return Failure.BAD_START_LINE;
      }
      startLineDone = true;
      head.fieldsStart = to + 2;
      return request ? StartLine.request(head, bytes, to) : StartLine.response(head, bytes, to);
    }
    if (from == to) {
      if (to + LINE_END > maxBytes) {
        return Failure.HEAD_TOO_LARGE;
      }
      head.end = to + LINE_END;
      return Framing.check(head, request);
    }
    return head.headers() == maxFields
        ? Failure.TOO_MANY_HEADERS
        : head.fields().add(bytes, from, to);
  }
}
