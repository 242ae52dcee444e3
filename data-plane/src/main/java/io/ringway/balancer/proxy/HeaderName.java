package io.ringway.balancer.proxy;

import static io.ringway.protocol.key.RequestView.lower;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The header names that the balancer itself understands; every other header is only carried. */
enum HeaderName {
  OTHER(""),
  /** One of the names below to a server that takes an underscore for a dash. */
  LOOK_ALIKE(""),
  HOST("host"),
  CONTENT_LENGTH("content-length"),
  TRANSFER_ENCODING("transfer-encoding"),
  CONNECTION("connection"),
  KEEP_ALIVE("keep-alive"),
  PROXY_CONNECTION("proxy-connection"),
  PROXY_AUTHENTICATE("proxy-authenticate"),
  TE("te"),
  TRAILER("trailer"),
  UPGRADE("upgrade"),
  HTTP2_SETTINGS("http2-settings"),
  EXPECT("expect"),
  MAX_FORWARDS("max-forwards"),
  DATE("date"),
  VIA("via"),
  FORWARDED("forwarded"),
  X_FORWARDED_FOR("x-forwarded-for"),
  X_FORWARDED_PROTO("x-forwarded-proto"),
  X_FORWARDED_HOST("x-forwarded-host"),
  X_REAL_IP("x-real-ip"),
  X_REQUEST_ID("x-request-id"),
  ORIGIN("origin"),
  PREFLIGHT_METHOD("access-control-request-method"),
  PREFLIGHT_HEADERS("access-control-request-headers"),
  ALLOW_ORIGIN("access-control-allow-origin"),
  EXPOSE_HEADERS("access-control-expose-headers"),
  RINGWAY_DEBUG("ringway-debug"),
  RINGWAY_SERVER("ringway-server"),
  RINGWAY_REASON("ringway-reason");

  private static final HeaderName[][] BY_LENGTH = new HeaderName[31][];

  static {
    for (int length = 0; length < BY_LENGTH.length; length++) {
      int wanted = length;
      BY_LENGTH[length] =
          Arrays.stream(values())
              .filter(name -> !name.text.isEmpty() && name.text.length() == wanted)
              .toArray(HeaderName[]::new);
    }
  }

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction, never given out
  private final byte[] bytes;

  HeaderName(String name) {
    text = name;
    bytes = name.getBytes(StandardCharsets.US_ASCII);
  }

  static HeaderName of(byte[] head, int from, int to) {
    int length = to - from;
    if (length >= BY_LENGTH.length) {
      return OTHER;
    }
    HeaderName[] candidates = BY_LENGTH[length];
    for (HeaderName name : candidates) {
      if (Ascii.equalsLower(head, from, to, name.bytes)) {
        return name;
      }
    }
    return candidates.length > 0 && underscore(head, from, to)
        ? lookAlike(head, from, candidates)
        : OTHER;
  }

  private static boolean underscore(byte[] head, int from, int to) {
    for (int i = from; i < to; i++) {
      if (head[i] == '_') {
        return true;
      }
    }
    return false;
  }

  private static HeaderName lookAlike(byte[] head, int from, HeaderName[] candidates) {
    for (HeaderName name : candidates) {
      if (lookAlike(head, from, name)) {
        return LOOK_ALIKE;
      }
    }
    return OTHER;
  }

  /** Whether some server could read the look-alike as a name that frames the message. */
  static boolean looksLikeFraming(byte[] head, int from, int to) {
    return to - from == CONTENT_LENGTH.bytes.length && lookAlike(head, from, CONTENT_LENGTH)
        || to - from == TRANSFER_ENCODING.bytes.length && lookAlike(head, from, TRANSFER_ENCODING);
  }

  private static boolean lookAlike(byte[] head, int from, HeaderName name) {
    for (int i = 0; i < name.bytes.length; i++) {
      int have = head[from + i] == '_' ? '-' : lower(head[from + i]);
      if (have != name.bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
