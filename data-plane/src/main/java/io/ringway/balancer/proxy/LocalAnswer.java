package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Answers that the balancer gives itself: problems (RFC 9457) and CORS preflights. */
final class LocalAnswer {

  private LocalAnswer() {}

  static void problem(Failure failure, Head request, boolean cors, boolean close, ByteBuf out) {
    String body =
        "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"reason\":\"%s\"}\n"
            .formatted(failure.phrase(), failure.status, failure.sentence, failure.reason);
    text(out, "HTTP/1.1 " + failure.status + " " + failure.phrase() + "\r\n");
    text(out, "Content-Type: application/problem+json\r\n");
    text(out, "Content-Length: " + body.length() + "\r\n");
    text(out, "Ringway-Reason: " + failure.reason + "\r\n");
    if (failure.passes()) {
      text(out, "Retry-After: 1\r\n");
    }
    if (failure == Failure.METHOD_REFUSED) {
      text(out, "Allow: GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS\r\n");
    }
    Rewrite.connection(request, close, out);
    if (cors) {
      Rewrite.cors(request, out);
    }
    out.writeBytes(Rewrite.CRLF);
    if (!(request.complete() && request.methodIs(Exchange.HEAD))) {
      text(out, body);
    }
  }

  static void preflight(Head request, boolean close, ByteBuf out) {
    text(out, "HTTP/1.1 204 No Content\r\n");
    text(out, "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS\r\n");
    int headers = request.find(HeaderName.PREFLIGHT_HEADERS);
    if (headers >= 0) {
      Rewrite.value(
          out,
          Ascii.of("Access-Control-Allow-Headers: "),
          request.bytes(),
          request.valueStart(headers),
          request.valueEnd(headers));
    }
    text(out, "Access-Control-Max-Age: 600\r\n");
    Rewrite.connection(request, close, out);
    Rewrite.cors(request, out);
    out.writeBytes(Rewrite.CRLF);
  }

  private static void text(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }
}
