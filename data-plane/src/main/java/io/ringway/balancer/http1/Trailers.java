package io.ringway.balancer.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.FieldNameRule;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.TokenList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trailer section of a chunked message, line by line: decides which fields may be passed on.
 * Fields that frame, route, authenticate or otherwise have to be known before the body never are
 * (RFC 9110 section 6.5.1), nor those that {@code Connection} names (section 7.6.1).
 */
final class Trailers {

  // Framing and the connection; routing and the client; authentication; conditions, ranges and
  // caching; the content and its location. A name that ends with a dash is a prefix.
  private static final List<byte[]> NEVER =
      Stream.of(
              """
              content-length transfer-encoding trailer connection keep-alive te
              upgrade http2-settings expect max-forwards

              host via x-request-id origin sec-

              authorization proxy- www-authenticate authentication-info cookie set-cookie

              if- range
              cache-control pragma age expires date vary

              content-type content-encoding content-range content-location location retry-after
              access-control-
              """
                  .split("\\s+"))
          .map(Ascii::of)
          .toList();

  private byte[] line = {};
  private int length;
  private int colon;
  private @Nullable Head head;

  void start(Head of) {
    head = of;
    nextLine();
  }

  void nextLine() {
    length = 0;
    colon = -1;
  }

  void add(byte b) {
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.max(128, length * 2));
    }
    line[length++] = b;
  }

  /** Returns whether the line is a name, a colon and a value. */
  boolean wellFormed() {
    int at = 0;
    while (at < length && Ascii.token(line[at])) {
      at++;
    }
    colon = at;
    return at > 0 && at < length && line[at] == ':';
  }

  /** Returns whether a well-formed line may be passed on, however a server reads its name. */
  boolean allowed() {
    Head of = head;
    return NEVER.stream().noneMatch(this::is)
        && !FieldNameRule.FORWARDING.has(line, 0, colon)
        && !FieldNameRule.RINGWAY.has(line, 0, colon)
        && !(of != null && of.namesOthers && TokenList.connectionNames(of, line, 0, colon));
  }

  private boolean is(byte[] never) {
    boolean enough = never[never.length - 1] == '-' ? colon >= never.length : colon == never.length;
    return enough && FieldNameRule.same(line, 0, never);
  }

  /** Returns a copy of the line with its line end. */
  ByteBuf line() {
    return Unpooled.wrappedBuffer(Arrays.copyOf(line, length), FieldRewriter.CRLF.clone());
  }
}
