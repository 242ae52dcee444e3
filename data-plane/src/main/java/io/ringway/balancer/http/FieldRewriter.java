package io.ringway.balancer.http;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The rewriting of header sections: drops hop-by-hop fields (RFC 9110 section 7.6.1) and those that
 * the balancer writes itself. Neighbouring fields are copied as one run.
 */
public final class FieldRewriter {

  public static final byte[] CRLF = Ascii.of("\r\n");
  public static final byte[] CHUNKED = Ascii.of("Transfer-Encoding: chunked\r\n");
  public static final byte[] UPGRADE = Ascii.of("Connection: Upgrade\r\nUpgrade: ");

  /**
   * The pseudonym of this process in {@code Via}. A request that has it came through here before.
   */
  public static final byte[] PSEUDONYM =
      Ascii.of(
          "ringway-" + Integer.toHexString(ThreadLocalRandom.current().nextInt(1 << 28, 1 << 30)));

  private FieldRewriter() {}

  public static void value(ByteBuf out, byte[] name, byte[] bytes, int from, int to) {
    out.writeBytes(name).writeBytes(bytes, from, to - from).writeBytes(CRLF);
  }

  /**
   * Copies the fields of a request.
   *
   * @param believed whether a trusted proxy wrote the forwarding fields
   */
  public static void request(Head head, ByteBuf out, boolean believed) {
    copy(head, out, true, head.chunked, believed);
  }

  /**
   * Copies the fields of a response.
   *
   * @param chunked whether the body is sent in chunks, and so may have trailers
   */
  public static void response(Head head, ByteBuf out, boolean chunked) {
    copy(head, out, false, chunked, true);
  }

  private static void copy(
      Head head, ByteBuf out, boolean request, boolean chunked, boolean believed) {
    int from = -1;
    int to = -1;
    for (int h = 0; h < head.headers(); h++) {
      if (isForwarded(head, h, request, chunked, believed)) {
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

  private static boolean isForwarded(
      Head head, int field, boolean request, boolean chunked, boolean believed) {
    return switch (head.name(field)) {
      case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, UPGRADE, HTTP2_SETTINGS -> false;
      case TRANSFER_ENCODING -> false;
      // The balancer writes its own.
      case HOST -> !request;
      case FORWARDED, X_FORWARDED_FOR, X_FORWARDED_PROTO, X_FORWARDED_HOST, X_FORWARDED_PORT ->
          !request;
      case FORWARDING_FAMILY -> believed && !namedByConnection(head, field);
      // Repeats X-Forwarded-For, or is forged.
      case X_REAL_IP -> !request;
      case LOOK_ALIKE -> !request;
      // Its value is a secret between the client and the balancer.
      case RINGWAY_DEBUG -> !request;
      case EXPECT -> !request || head.minor == 1;
      // An invalid id was replaced.
      case X_REQUEST_ID -> request ? head.requestIdField >= 0 : !namedByConnection(head, field);
      case MAX_FORWARDS -> !request || head.maxForwards < 0;
      // Only the balancer sets these, in both directions.
      case RINGWAY_FAMILY -> false;
      case ALLOW_ORIGIN, EXPOSE_HEADERS -> request;
      // Stays even when Connection names it: it frames the message.
      case CONTENT_LENGTH -> request || head.status >= 200 && head.status != 204;
      case TRAILER -> head.chunked && chunked && !namedByConnection(head, field);
      case OTHER, DATE, PROXY_AUTHENTICATE, VIA, ORIGIN, PREFLIGHT_METHOD, PREFLIGHT_HEADERS ->
          !namedByConnection(head, field);
    };
  }

  public static boolean namedByConnection(Head head, int field) {
    return head.namesOthers && TokenList.connectionNames(head, field);
  }

  /**
   * Returns whether a request came through this process before: its pseudonym is in a {@code Via}
   * field.
   */
  public static boolean passedBefore(Head request) {
    for (int h = 0; h < request.headers(); h++) {
      if (request.name(h) == FieldName.VIA) {
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
