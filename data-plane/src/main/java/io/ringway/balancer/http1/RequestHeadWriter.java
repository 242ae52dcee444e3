package io.ringway.balancer.http1;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.forwarding.Forwarding;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the heads of requests for servers. */
public final class RequestHeadWriter {

  private static final byte[] HTTP_11 = Ascii.of(" HTTP/1.1\r\n");
  private static final byte[] HOST = Ascii.of("Host: ");
  private static final byte[] TRAILERS = Ascii.of("Connection: TE\r\nTE: trailers\r\n");
  private static final byte[] MAX_FORWARDS = Ascii.of("Max-Forwards: ");
  private static final byte[] REQUEST_ID = Ascii.of("X-Request-Id: ");
  private static final byte[] VIA_11 = via("1.1");
  private static final byte[] VIA_10 = via("1.0");

  private RequestHeadWriter() {}

  private static byte[] via(String version) {
    return Ascii.of(
        "Via: "
            + version
            + " "
            + new String(FieldRewriter.PSEUDONYM, StandardCharsets.US_ASCII)
            + "\r\n");
  }

  /**
   * Writes the head.
   *
   * @param from the client, for the forwarding fields
   * @param protocol the protocol to switch to, or null
   * @param id the value of X-Request-Id when the request has no valid one
   */
  public static void write(
      Head head, Forwarding from, byte @Nullable [] protocol, long id, ByteBuf out) {
    byte[] bytes = head.bytes();
    out.writeBytes(bytes, 0, head.methodEnd + 1);
    out.writeBytes(bytes, head.pathStart, head.targetEnd - head.pathStart);
    out.writeBytes(HTTP_11);
    if (head.hostStart >= 0) {
      FieldRewriter.value(out, HOST, bytes, head.hostStart, head.authorityEnd);
    } else {
      out.writeBytes(HOST).writeBytes(FieldRewriter.CRLF);
    }
    FieldRewriter.request(head, out, from.trustsXForwarded());
    if (head.chunked) {
      out.writeBytes(FieldRewriter.CHUNKED);
    }
    if (protocol != null) {
      out.writeBytes(FieldRewriter.UPGRADE).writeBytes(protocol).writeBytes(FieldRewriter.CRLF);
    }
    if (head.takesTrailers && head.minor == 1) {
      out.writeBytes(TRAILERS);
    }
    if (head.maxForwards > 0) {
      out.writeBytes(MAX_FORWARDS);
      Ascii.decimal(out, head.maxForwards - 1);
      out.writeBytes(FieldRewriter.CRLF);
    }
    from.write(head, out);
    out.writeBytes(head.minor == 1 ? VIA_11 : VIA_10);
    if (head.requestIdField < 0) {
      out.writeBytes(REQUEST_ID);
      Ascii.hex16(out, id);
      out.writeBytes(FieldRewriter.CRLF);
    }
    out.writeBytes(FieldRewriter.CRLF);
  }
}
