package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.Methods;
import java.nio.charset.StandardCharsets;

/** The responses that the balancer writes itself: problems (RFC 9457), OPTIONS, CORS preflights. */
public final class LocalResponse {

  private static final String METHODS = "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS\r\n";

  private LocalResponse() {}

  /** Writes a problem and returns the length of its body. */
  static int problem(Failure failure, Exchange exchange, boolean close, ByteBuf out) {
    Head request = exchange.request;
    String body = body(failure);
    head(failure, body, exchange.date(), out);
    end(exchange, close, out);
    if (request.complete() && request.methodIs(Methods.HEAD)) {
      return 0;
    }
    text(out, body);
    return body.length();
  }

  /** Writes a problem for a connection of which nothing was read. */
  public static void refusal(Failure failure, byte[] date, ByteBuf out) {
    String body = body(failure);
    head(failure, body, date, out);
    text(out, "Connection: close\r\n\r\n" + body);
  }

  private static String body(Failure failure) {
    return "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"reason\":\"%s\"}\n"
        .formatted(failure.phrase(), failure.status, failure.detail, failure.reason);
  }

  private static void head(Failure failure, String body, byte[] date, ByteBuf out) {
    text(out, "HTTP/1.1 " + failure.status + " " + failure.phrase() + "\r\n");
    out.writeBytes(date);
    text(out, "Content-Type: application/problem+json\r\n");
    text(out, "Content-Length: " + body.length() + "\r\n");
    text(out, "Ringway-Reason: " + failure.reason + "\r\n");
    if (failure.temporary()) {
      text(out, "Retry-After: 1\r\n");
    }
    if (failure == Failure.METHOD_REFUSED) {
      text(out, "Allow: " + METHODS);
    }
  }

  /** Writes the response to an OPTIONS request that goes no further (RFC 9110 section 7.6.2). */
  static void options(Exchange exchange, boolean close, ByteBuf out) {
    text(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nAllow: " + METHODS);
    out.writeBytes(exchange.date());
    end(exchange, close, out);
  }

  static void preflight(Exchange exchange, boolean close, ByteBuf out) {
    Head request = exchange.request;
    text(out, "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Methods: " + METHODS);
    out.writeBytes(exchange.date());
    int headers = request.find(FieldName.PREFLIGHT_HEADERS);
    if (headers >= 0) {
      FieldRewriter.value(
          out,
          Ascii.of("Access-Control-Allow-Headers: "),
          request.bytes(),
          request.valueStart(headers),
          request.valueEnd(headers));
    }
    text(out, "Access-Control-Max-Age: 600\r\n");
    end(exchange, close, out);
  }

  private static void end(Exchange exchange, boolean close, ByteBuf out) {
    ResponseHeadWriter.connection(exchange.request, close, out);
    if (exchange.echoesId() && exchange.request.complete()) {
      ResponseHeadWriter.requestId(exchange, out);
    }
    if (exchange.debug != null) {
      exchange.debug.write(out);
    }
    if (exchange.cors) {
      ResponseHeadWriter.cors(exchange.request, out);
    }
    out.writeBytes(FieldRewriter.CRLF);
  }

  private static void text(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }
}
