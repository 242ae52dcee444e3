package io.ringway.balancer.http1;

import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.Authority;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.Methods;
import io.ringway.balancer.http.TokenList;
import org.jspecify.annotations.Nullable;

/**
 * The framing of a message and the options of its connection (RFC 9112 sections 6 and 9). Ambiguous
 * framing is refused.
 */
final class Framing {

  private static final byte[] CHUNKED = Ascii.of("chunked");
  private static final byte[] CLOSE = Ascii.of("close");
  private static final byte[] KEEP_ALIVE = Ascii.of("keep-alive");
  private static final byte[] UPGRADE = Ascii.of("upgrade");
  private static final byte[] TRAILERS = Ascii.of("trailers");

  private Framing() {}

  static @Nullable Failure check(Head head, boolean request) {
    boolean hostSeen = false;
    boolean absolute = head.hostStart >= 0;
    for (int h = 0; h < head.headers(); h++) {
      switch (head.name(h)) {
        case CONTENT_LENGTH -> {
          long length = number(head.bytes(), head.valueStart(h), head.valueEnd(h));
          if (length < 0 || head.contentLength >= 0) {
            return Failure.BAD_LENGTH;
          }
          head.contentLength = length;
        }
        case TRANSFER_ENCODING -> {
          if (head.chunked || !head.valueIs(h, CHUNKED) || head.minor == 0) {
            return Failure.BAD_CODING;
          }
          head.chunked = true;
        }
        case CONNECTION -> connection(head, h);
        case MAX_FORWARDS -> {
          if (request) {
            maxForwards(head, h);
          }
        }
        case TE -> head.takesTrailers |= TokenList.contains(head, h, TRAILERS);
        case HOST -> {
          if (request) {
            if (hostSeen || !host(head, h, absolute)) {
              return Failure.BAD_HOST;
            }
            hostSeen = true;
          }
        }
        default -> {}
      }
    }
    if (head.chunked && head.contentLength >= 0) {
      return Failure.TWO_LENGTHS;
    }
    return request && !hostSeen && head.minor == 1 ? Failure.BAD_HOST : null;
  }

  /**
   * Reads the Host field. The authority of an absolute target takes precedence (RFC 9112 section
   * 3.2.2).
   */
  private static boolean host(Head head, int field, boolean absolute) {
    int start = head.hostStart;
    int end = head.hostEnd;
    int authorityEnd = head.authorityEnd;
    boolean good =
        Authority.parse(head, head.bytes(), head.valueStart(field), head.valueEnd(field));
    if (absolute) {
      head.hostStart = start;
      head.hostEnd = end;
      head.authorityEnd = authorityEnd;
    }
    return good;
  }

  /**
   * Reads Max-Forwards, which counts for TRACE, which is refused, and OPTIONS (RFC 9110 section
   * 7.6.2).
   */
  private static void maxForwards(Head head, int h) {
    if (head.methodIs(Methods.OPTIONS)) {
      long value = number(head.bytes(), head.valueStart(h), head.valueEnd(h));
      head.maxForwards = (int) Math.min(value, Integer.MAX_VALUE);
    }
  }

  /** Reads at most 18 digits, which always fit into 63 bits; returns -1 for anything else. */
  private static long number(byte[] bytes, int from, int to) {
    if (from == to || to - from > 18) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return -1;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  private static void connection(Head head, int field) {
    byte[] bytes = head.bytes();
    int to = head.valueEnd(field);
    for (int at = head.valueStart(field); at < to; ) {
      int end = TokenList.tokenEnd(bytes, at, to);
      if (Ascii.equalsLower(bytes, at, end, CLOSE)) {
        head.close = true;
      } else if (Ascii.equalsLower(bytes, at, end, KEEP_ALIVE)) {
        head.keepAlive = true;
      } else if (Ascii.equalsLower(bytes, at, end, UPGRADE)) {
        head.upgrade = true;
      } else if (end > at) {
        head.namesOthers = true;
      }
      at = end + 1;
    }
  }
}
