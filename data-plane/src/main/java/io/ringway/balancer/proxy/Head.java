package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;
import io.ringway.protocol.key.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * The head of a message: its bytes and the offsets of its parts. Reused for every message of a
 * connection; makes no strings. Parsing goes line by line as bytes arrive and knows nothing of
 * sockets, so that it can be fuzzed.
 *
 * <p>Strict where two readers could differ (RFC 9112): CRLF only, no folding, no space before a
 * colon, no control bytes.
 */
final class Head implements RequestView {

  static final int MAX_START_LINE = 8 << 10;
  static final int MAX_BYTES = 32 << 10;
  static final int MAX_HEADERS = 100;
  private static final int MAX_EMPTY_LINES = 4;
  private static final int STEP = 4 << 10;

  private final boolean request;
  private byte[] bytes = new byte[1024];
  private int length;
  private int lineStart;
  private int scanned;
  private int emptyLines;
  private boolean startLineDone;
  private boolean halfLine;

  private int count;
  private int[] nameStart = new int[24];
  private int[] nameEnd = new int[24];
  private int[] valueStart = new int[24];
  private int[] valueEnd = new int[24];
  private HeaderName[] names = new HeaderName[24];

  // Start line. Requests: method, target. Responses: status.
  int methodEnd;
  int targetStart;
  int targetEnd;
  int pathStart;
  int pathEnd;
  int hostStart;
  int hostEnd;
  int authorityEnd;
  int minor;
  int status;
  int headersStart;
  int end;

  // Framing, as the headers say.
  long contentLength;
  boolean chunked;
  boolean close;
  boolean keepAlive;
  boolean upgrade;
  boolean namesOthers;

  Head(boolean request) {
    this.request = request;
    reset();
  }

  /** Forgets the message, keeps the memory. */
  void reset() {
    length = 0;
    lineStart = 0;
    scanned = 0;
    emptyLines = 0;
    startLineDone = false;
    halfLine = false;
    count = 0;
    contentLength = -1;
    chunked = false;
    close = false;
    keepAlive = false;
    upgrade = false;
    namesOthers = false;
    hostStart = -1;
    hostEnd = -1;
    authorityEnd = -1;
    status = 0;
    end = 0;
  }

  /** Whether no byte of a message has come yet. */
  boolean empty() {
    return length == 0;
  }

  /**
   * Takes bytes up to the end of the head, never beyond.
   *
   * @return null when more bytes are needed or the head is {@link #complete()}, else what is wrong
   */
  @Nullable Failure feed(ByteBuf in) {
    if (length == 0 && request && !skipEmptyLines(in)) {
      return emptyLines > MAX_EMPTY_LINES ? Failure.BAD_START_LINE : null;
    }
    while (in.isReadable()) {
      int before = length;
      int take = Math.min(Math.min(in.readableBytes(), STEP), MAX_BYTES + 1 - length);
      if (take == 0) {
        return startLineDone ? Failure.HEAD_TOO_LARGE : Failure.URI_TOO_LONG;
      }
      reserve(length + take);
      in.getBytes(in.readerIndex(), bytes, length, take);
      length += take;
      Failure failure = scan();
      if (failure != null) {
        return failure;
      }
      if (complete()) {
        in.skipBytes(end - before);
        length = end;
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

  /** A carriage return that stood alone: one empty line too many is the same refusal. */
  private boolean refuse() {
    emptyLines = MAX_EMPTY_LINES + 1;
    return false;
  }

  /** Whether the head is whole. */
  boolean complete() {
    return end > 0;
  }

  private void reserve(int size) {
    if (size > bytes.length) {
      bytes = java.util.Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
  }

  private @Nullable Failure scan() {
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
        Failure failure = line(lineStart, scanned - 1);
        if (failure != null) {
          return failure;
        }
        lineStart = ++scanned;
        if (complete()) {
          return null;
        }
      } else if (b < ' ' && b >= 0 && b != '\t' || b == 127) {
        return b == '\n' ? Failure.BAD_LINE_END : Failure.BAD_CHARACTER;
      }
    }
    if (!startLineDone && length - lineStart > MAX_START_LINE) {
      return Failure.URI_TOO_LONG;
    }
    return length > MAX_BYTES ? Failure.HEAD_TOO_LARGE : null;
  }

  private @Nullable Failure line(int from, int to) {
    if (!startLineDone) {
      if (from == to) {
        return Failure.BAD_START_LINE;
      }
      if (to - from > MAX_START_LINE) {
        return Failure.URI_TOO_LONG;
      }
      startLineDone = true;
      headersStart = to + 2;
      return request ? StartLine.request(this, bytes, to) : StartLine.response(this, bytes, to);
    }
    if (from == to) {
      end = to + 2;
      return Framing.check(this, request);
    }
    return header(from, to);
  }

  private @Nullable Failure header(int from, int to) {
    if (count == MAX_HEADERS) {
      return Failure.TOO_MANY_HEADERS;
    }
    int colon = from;
    while (colon < to && Ascii.token(bytes[colon])) {
      colon++;
    }
    // A folded line, a space before the colon, an empty name and a line without colon end here.
    if (colon == from || colon == to || bytes[colon] != ':') {
      return Failure.BAD_HEADER_NAME;
    }
    if (count == names.length) {
      grow();
    }
    int start = colon + 1;
    while (start < to && (bytes[start] == ' ' || bytes[start] == '\t')) {
      start++;
    }
    int stop = to;
    while (stop > start && (bytes[stop - 1] == ' ' || bytes[stop - 1] == '\t')) {
      stop--;
    }
    HeaderName name = HeaderName.of(bytes, from, colon);
    if (name == HeaderName.OTHER && HeaderName.looksLikeFraming(bytes, from, colon)) {
      return Failure.BAD_HEADER_NAME;
    }
    nameStart[count] = from;
    nameEnd[count] = colon;
    valueStart[count] = start;
    valueEnd[count] = stop;
    names[count++] = name;
    return null;
  }

  private void grow() {
    int size = Math.min(MAX_HEADERS, count * 2);
    nameStart = java.util.Arrays.copyOf(nameStart, size);
    nameEnd = java.util.Arrays.copyOf(nameEnd, size);
    valueStart = java.util.Arrays.copyOf(valueStart, size);
    valueEnd = java.util.Arrays.copyOf(valueEnd, size);
    names = java.util.Arrays.copyOf(names, size);
  }

  HeaderName name(int header) {
    return names[header];
  }

  int nameStart(int header) {
    return nameStart[header];
  }

  int nameEnd(int header) {
    return nameEnd[header];
  }

  /** The first header line with this name, or -1. */
  int find(HeaderName name) {
    for (int h = 0; h < count; h++) {
      if (names[h] == name) {
        return h;
      }
    }
    return -1;
  }

  /** Whether the method is this one; methods compare with case. */
  boolean methodIs(byte[] method) {
    return Ascii.equals(bytes, 0, methodEnd, method);
  }

  boolean valueIs(int header, byte[] lowerCase) {
    return Ascii.equalsLower(bytes, valueStart[header], valueEnd[header], lowerCase);
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int methodEnd() {
    return methodEnd;
  }

  @Override
  public int pathStart() {
    return pathStart;
  }

  @Override
  public int pathEnd() {
    return pathEnd;
  }

  @Override
  public int targetEnd() {
    return targetEnd;
  }

  @Override
  public int hostStart() {
    return hostStart;
  }

  @Override
  public int hostEnd() {
    return hostEnd;
  }

  @Override
  public int headers() {
    return count;
  }

  @Override
  public boolean headerIs(int header, byte[] lowerCaseName) {
    return Ascii.equalsLower(bytes, nameStart[header], nameEnd[header], lowerCaseName);
  }

  @Override
  public int valueStart(int header) {
    return valueStart[header];
  }

  @Override
  public int valueEnd(int header) {
    return valueEnd[header];
  }
}
