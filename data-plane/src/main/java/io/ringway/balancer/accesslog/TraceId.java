package io.ringway.balancer.accesslog;

import io.ringway.routing.key.RequestView;

/**
 * The trace that a request belongs to: the second field of its {@code traceparent} (W3C Trace
 * Context, section 3.2.2), 32 hexadecimal digits in lower case.
 */
final class TraceId {

  static final int DIGITS = 32;

  private static final byte[] TRACEPARENT = LineWriter.ascii("traceparent");
  private static final int VERSION_DIGITS = 2;

  private TraceId() {}

  /** Returns its position in the head, or -1 when there is not exactly one well-formed field. */
  static int find(RequestView head) {
    int found = -1;
    for (int h = 0; h < head.headers(); h++) {
      if (head.headerIs(h, TRACEPARENT)) {
        if (found >= 0) {
          return -1;
        }
        found = h;
      }
    }
    return found < 0 ? -1 : in(head.bytes(), head.valueStart(found), head.valueEnd(found));
  }

  private static int in(byte[] bytes, int from, int to) {
    int begin = from + VERSION_DIGITS + 1;
    int end = begin + DIGITS;
    if (end >= to || bytes[begin - 1] != '-' || bytes[end] != '-') {
      return -1;
    }
    boolean zero = true;
    for (int i = begin; i < end; i++) {
      byte b = bytes[i];
      if (!(b >= '0' && b <= '9' || b >= 'a' && b <= 'f')) {
        return -1;
      }
      zero &= b == '0';
    }
    return zero ? -1 : begin;
  }
}
