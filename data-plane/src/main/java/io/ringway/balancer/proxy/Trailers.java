package io.ringway.balancer.proxy;

import static io.ringway.protocol.key.RequestView.lower;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trailer section of a chunked message, line by line: which lines may be passed on. Those that
 * frame, route, authenticate or otherwise say what a recipient needs before the body never are (RFC
 * 9110 section 6.5.1), nor those that the head's {@code Connection} names (section 7.6.1).
 */
final class Trailers {

  // Framing and the connection; routing and who the client is; authentication; conditions, ranges
  // and caching; what the content is and where the answer leads.
  private static final Set<String> NEVER =
      Set.of(
          """
          content-length transfer-encoding trailer connection keep-alive proxy-connection te
          upgrade http2-settings expect max-forwards

          host forwarded via x-forwarded-for x-forwarded-proto x-forwarded-host x-real-ip
          x-request-id origin

          authorization proxy-authorization proxy-authenticate proxy-authentication-info
          www-authenticate authentication-info cookie set-cookie

          if-match if-none-match if-modified-since if-unmodified-since if-range range
          cache-control pragma age expires date vary

          content-type content-encoding content-range content-location location retry-after
          access-control-allow-origin access-control-expose-headers ringway-server ringway-reason
          """
              .split("\\s+"));

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

  /** Whether the line is a name, a colon and a value. */
  boolean wellFormed() {
    int at = 0;
    while (at < length && Ascii.token(line[at])) {
      at++;
    }
    colon = at;
    return at > 0 && at < length && line[at] == ':';
  }

  /** Whether a well-formed line may be passed on; some servers take an underscore for a dash. */
  boolean allowed() {
    byte[] name = new byte[colon];
    for (int i = 0; i < colon; i++) {
      name[i] = line[i] == '_' ? (byte) '-' : (byte) lower(line[i]);
    }
    Head of = head;
    return !NEVER.contains(new String(name, StandardCharsets.US_ASCII))
        && !(of != null && of.namesOthers && Framing.named(of, line, 0, colon));
  }

  /** A copy of the line with its line end. */
  ByteBuf line() {
    return Unpooled.wrappedBuffer(Arrays.copyOf(line, length), Rewrite.CRLF.clone());
  }
}
