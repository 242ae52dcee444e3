package io.ringway.balancer.exchange;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;

/** Writes the heads of responses for the client. */
final class ResponseHeadWriter {

  private static final byte[] STATUS_11 = Ascii.of("HTTP/1.1 ");
  private static final byte[] CLOSE = Ascii.of("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = Ascii.of("Connection: keep-alive\r\n");
  private static final byte[] SERVER = Ascii.of("Ringway-Server: ");
  private static final byte[] ALLOW_ORIGIN = Ascii.of("Access-Control-Allow-Origin: ");
  private static final byte[] REQUEST_ID = Ascii.of("X-Request-Id: ");
  private static final byte[] VARY = Ascii.of("Vary: Origin\r\n");
  private static final byte[] EXPOSE =
      Ascii.of("Access-Control-Expose-Headers: Ringway-Server, Ringway-Reason, X-Request-Id\r\n");

  private static final int STATUS_START = 9;
  private static final int STATUS_END = 12;

  private ResponseHeadWriter() {}

  /**
   * Writes the head of a final response.
   *
   * @param server the name of the server that responded
   * @param chunked whether the body is sent in chunks
   */
  static void finalHead(
      Head head, Exchange exchange, byte[] server, boolean chunked, boolean close, ByteBuf out) {
    start(head, chunked, out);
    if (chunked) {
      out.writeBytes(FieldRewriter.CHUNKED);
    }
    if (head.find(FieldName.DATE) < 0) {
      out.writeBytes(exchange.date());
    }
    int upgrade = head.status == 426 ? head.find(FieldName.UPGRADE) : -1;
    if (upgrade >= 0) {
      // A 426 names the protocol that is required (RFC 9110 section 15.5.22).
      int from = head.valueStart(upgrade);
      FieldRewriter.value(out, FieldRewriter.UPGRADE, head.bytes(), from, head.valueEnd(upgrade));
    }
    connection(exchange.request, close, out);
    // The id of a server that sends one takes precedence.
    if (exchange.echoesId() && head.find(FieldName.X_REQUEST_ID) < 0) {
      requestId(exchange, out);
    }
    end(exchange, server, out);
  }

  /** Writes the head of an interim response. */
  static void interimHead(Head head, ByteBuf out) {
    start(head, false, out);
    out.writeBytes(FieldRewriter.CRLF);
  }

  /** Writes the head of a 101, after which the connection speaks another protocol. */
  static void switchingHead(
      Head head, Exchange exchange, byte[] server, byte[] protocol, ByteBuf out) {
    start(head, false, out);
    out.writeBytes(FieldRewriter.UPGRADE).writeBytes(protocol).writeBytes(FieldRewriter.CRLF);
    end(exchange, server, out);
  }

  private static void start(Head head, boolean chunked, ByteBuf out) {
    byte[] bytes = head.bytes();
    out.writeBytes(STATUS_11);
    if (head.fieldsStart == STATUS_END + 2) {
      // The space before an empty reason is not optional (RFC 9112 section 4).
      out.writeBytes(bytes, STATUS_START, STATUS_END - STATUS_START);
      out.writeByte(' ').writeBytes(FieldRewriter.CRLF);
    } else {
      out.writeBytes(bytes, STATUS_START, head.fieldsStart - STATUS_START);
    }
    FieldRewriter.response(head, out, chunked);
  }

  private static void end(Exchange exchange, byte[] server, ByteBuf out) {
    out.writeBytes(SERVER).writeBytes(server).writeBytes(FieldRewriter.CRLF);
    if (exchange.debug != null) {
      exchange.debug.write(out);
    }
    if (exchange.cors) {
      cors(exchange.request, out);
    }
    out.writeBytes(FieldRewriter.CRLF);
  }

  static void connection(Head request, boolean close, ByteBuf out) {
    if (close) {
      out.writeBytes(CLOSE);
    } else if (request.minor == 0) {
      out.writeBytes(KEEP_ALIVE);
    }
  }

  static void requestId(Exchange exchange, ByteBuf out) {
    Head request = exchange.request;
    int line = request.requestIdField;
    if (line >= 0) {
      FieldRewriter.value(
          out, REQUEST_ID, request.bytes(), request.valueStart(line), request.valueEnd(line));
    } else {
      out.writeBytes(REQUEST_ID);
      Ascii.hex16(out, exchange.id);
      out.writeBytes(FieldRewriter.CRLF);
    }
  }

  static void cors(Head request, ByteBuf out) {
    int origin = request.find(FieldName.ORIGIN);
    int from = request.valueStart(origin);
    FieldRewriter.value(out, ALLOW_ORIGIN, request.bytes(), from, request.valueEnd(origin));
    out.writeBytes(VARY).writeBytes(EXPOSE);
  }
}
