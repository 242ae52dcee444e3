package io.ringway.balancer.proxy;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes the head that is sent on: the bytes that came, with hop-by-hop lines cut out (RFC 9110
 * section 7.6.1) and the balancer's own lines put in. Neighbouring lines are copied as one run.
 */
final class Rewrite {

  private static final byte[] HTTP_11 = Ascii.of(" HTTP/1.1\r\n");
  private static final byte[] STATUS_11 = Ascii.of("HTTP/1.1 ");
  private static final byte[] HOST = Ascii.of("Host: ");
  private static final byte[] FORWARDED_FOR = Ascii.of("X-Forwarded-For: ");
  private static final byte[] FORWARDED_PROTO = Ascii.of("X-Forwarded-Proto: http\r\n");
  private static final byte[] FORWARDED_HOST = Ascii.of("X-Forwarded-Host: ");
  private static final byte[] REQUEST_ID = Ascii.of("X-Request-Id: ");
  private static final byte[] CHUNKED = Ascii.of("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = Ascii.of("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = Ascii.of("Connection: keep-alive\r\n");
  private static final byte[] SERVER = Ascii.of("Ringway-Server: ");
  private static final byte[] ALLOW_ORIGIN = Ascii.of("Access-Control-Allow-Origin: ");
  private static final byte[] VARY = Ascii.of("Vary: Origin\r\n");
  private static final byte[] EXPOSE =
      Ascii.of("Access-Control-Expose-Headers: Ringway-Server, Ringway-Reason, X-Request-Id\r\n");
  static final byte[] CRLF = Ascii.of("\r\n");
  private static final byte[] SEPARATOR = Ascii.of(", ");

  /** This process in Via: seen again, the request went round in a circle. */
  static final byte[] PSEUDONYM =
      Ascii.of(
          "ringway-" + Integer.toHexString(ThreadLocalRandom.current().nextInt(1 << 28, 1 << 30)));

  private static final byte[] VIA_11 = Ascii.of("Via: 1.1 ");
  private static final byte[] VIA_10 = Ascii.of("Via: 1.0 ");

  private Rewrite() {}

  /**
   * Writes a request head for a server.
   *
   * @param client the client's address as text
   * @param id for X-Request-Id when the request has none
   */
  static void request(Head head, byte[] client, long id, ByteBuf out) {
    byte[] bytes = head.bytes();
    out.writeBytes(bytes, 0, head.methodEnd + 1);
    out.writeBytes(bytes, head.pathStart, head.targetEnd - head.pathStart);
    out.writeBytes(HTTP_11);
    if (head.hostStart >= 0) {
      value(out, HOST, bytes, head.hostStart, head.authorityEnd);
    } else {
      out.writeBytes(HOST).writeBytes(CRLF);
    }
    lines(head, out, true);
    if (head.chunked) {
      out.writeBytes(CHUNKED);
    }
    forwardedFor(head, client, out);
    out.writeBytes(FORWARDED_PROTO);
    if (head.hostStart >= 0) {
      value(out, FORWARDED_HOST, bytes, head.hostStart, head.authorityEnd);
    }
    out.writeBytes(head.minor == 1 ? VIA_11 : VIA_10).writeBytes(PSEUDONYM).writeBytes(CRLF);
    if (head.find(HeaderName.X_REQUEST_ID) < 0) {
      out.writeBytes(REQUEST_ID);
      Ascii.hex(out, id);
      out.writeBytes(CRLF);
    }
    out.writeBytes(CRLF);
  }

  private static void forwardedFor(Head head, byte[] client, ByteBuf out) {
    out.writeBytes(FORWARDED_FOR);
    for (int h = 0; h < head.headers(); h++) {
      if (head.name(h) == HeaderName.X_FORWARDED_FOR && head.valueEnd(h) > head.valueStart(h)) {
        out.writeBytes(head.bytes(), head.valueStart(h), head.valueEnd(h) - head.valueStart(h));
        out.writeBytes(SEPARATOR);
      }
    }
    out.writeBytes(client).writeBytes(CRLF);
  }

  /**
   * Writes the head of an answer for the client.
   *
   * @param server the name of the server that answered
   * @param chunked whether the body goes out in chunks
   */
  static void answer(
      Head head,
      Head request,
      byte[] server,
      boolean cors,
      boolean chunked,
      boolean close,
      ByteBuf out) {
    byte[] bytes = head.bytes();
    out.writeBytes(STATUS_11).writeBytes(bytes, 9, head.headersStart - 9);
    lines(head, out, false);
    if (chunked) {
      out.writeBytes(CHUNKED);
    }
    if (head.status >= 200) {
      connection(request, close, out);
      out.writeBytes(SERVER).writeBytes(server).writeBytes(CRLF);
      if (cors) {
        cors(request, out);
      }
    }
    out.writeBytes(CRLF);
  }

  static void connection(Head request, boolean close, ByteBuf out) {
    if (close) {
      out.writeBytes(CLOSE);
    } else if (request.minor == 0) {
      out.writeBytes(KEEP_ALIVE);
    }
  }

  static void cors(Head request, ByteBuf out) {
    int origin = request.find(HeaderName.ORIGIN);
    value(out, ALLOW_ORIGIN, request.bytes(), request.valueStart(origin), request.valueEnd(origin));
    out.writeBytes(VARY).writeBytes(EXPOSE);
  }

  static void value(ByteBuf out, byte[] name, byte[] bytes, int from, int to) {
    out.writeBytes(name).writeBytes(bytes, from, to - from).writeBytes(CRLF);
  }

  private static void lines(Head head, ByteBuf out, boolean request) {
    int from = -1;
    int to = -1;
    for (int h = 0; h < head.headers(); h++) {
      if (carried(head, h, request)) {
        if (from < 0) {
          from = head.nameStart(h);
        }
        to = h + 1 < head.headers() ? head.nameStart(h + 1) : head.end - 2;
      } else if (from >= 0) {
        out.writeBytes(head.bytes(), from, to - from);
        from = -1;
      }
    }
    if (from >= 0) {
      out.writeBytes(head.bytes(), from, to - from);
    }
  }

  private static boolean carried(Head head, int header, boolean request) {
    return switch (head.name(header)) {
      case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, TRAILER, UPGRADE, HTTP2_SETTINGS -> false;
      case TRANSFER_ENCODING -> false;
      case HOST, FORWARDED, X_FORWARDED_FOR, X_FORWARDED_PROTO, X_FORWARDED_HOST, X_REAL_IP ->
          !request;
      case EXPECT -> !request || head.minor == 1;
      case RINGWAY_SERVER, ALLOW_ORIGIN, EXPOSE_HEADERS -> request;
      // Framing stays right whatever Connection names.
      case CONTENT_LENGTH -> true;
      case OTHER,
          PROXY_AUTHENTICATE,
          VIA,
          X_REQUEST_ID,
          ORIGIN,
          PREFLIGHT_METHOD,
          PREFLIGHT_HEADERS,
          RINGWAY_REASON ->
          !head.namesOthers || !Framing.named(head, header);
    };
  }

  /** Whether a request went through this process before: its mark is in a {@code Via} line. */
  static boolean passedBefore(Head request) {
    for (int h = 0; h < request.headers(); h++) {
      if (request.name(h) == HeaderName.VIA) {
        int last = request.valueEnd(h) - PSEUDONYM.length;
        for (int i = request.valueStart(h); i <= last; i++) {
          if (Ascii.equals(request.bytes(), i, i + PSEUDONYM.length, PSEUDONYM)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
