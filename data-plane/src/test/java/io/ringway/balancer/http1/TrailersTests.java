package io.ringway.balancer.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.HeadMemory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names may come after the body: RFC 9110 section 6.5.1. */
class TrailersTests {

  private static boolean passes(String line) {
    Trailers trailers = new Trailers();
    trailers.start(new Head(new HeadMemory()));
    for (byte b : line.getBytes(StandardCharsets.US_ASCII)) {
      trailers.add(b);
    }
    assertThat(trailers.wellFormed()).isTrue();
    return trailers.allowed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Framing and the connection.
        "Content-Length",
        "Transfer-Encoding",
        "Trailer",
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Upgrade",
        "HTTP2-Settings",
        "Expect",
        "Max-Forwards",
        // Routing, and who the client is.
        "Host",
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Real-IP",
        "X-Request-Id",
        "Origin",
        // Authentication.
        "Authorization",
        "Proxy-Authorization",
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "WWW-Authenticate",
        "Authentication-Info",
        "Cookie",
        "Set-Cookie",
        // Conditions, ranges and caching.
        "If-Match",
        "If-None-Match",
        "If-Modified-Since",
        "If-Unmodified-Since",
        "If-Range",
        "Range",
        "Cache-Control",
        "Pragma",
        "Age",
        "Expires",
        "Date",
        "Vary",
        // What the content is, and where the answer leads.
        "Content-Type",
        "Content-Encoding",
        "Content-Range",
        "Content-Location",
        "Location",
        "Retry-After",
        "Access-Control-Allow-Origin",
        "Access-Control-Expose-Headers",
        "Access-Control-Allow-Private-Network",
        "Ringway-Server",
        "Ringway-Reason",
        "Ringway-What-Comes-Next",
        "X-Forwarded-Prefix",
        "X-Original-URL",
        "X-Rewrite-URL",
        "True-Client-IP",
        "Client-Cert"
      })
  void whatARecipientNeedsBeforeTheBodyNeverPasses(String name) {
    assertThat(passes(name + ": x")).isFalse();
    assertThat(passes(name.toUpperCase(Locale.ROOT).replace('-', '_') + ": x")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Grpc-Status", "ETag", "Digest", "Server-Timing", "X", "Hosts", "T_E", "Iffy"})
  void anythingElsePasses(String name) {
    assertThat(passes(name + ": x")).isTrue();
  }
}
