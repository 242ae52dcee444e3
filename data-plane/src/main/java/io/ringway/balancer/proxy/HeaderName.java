package io.ringway.balancer.proxy;

import static io.ringway.protocol.key.RequestView.lower;

import java.nio.charset.StandardCharsets;

/** The header names that the balancer itself understands; every other header is only carried. */
enum HeaderName {
  OTHER(""),
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
  RINGWAY_SERVER("ringway-server"),
  RINGWAY_REASON("ringway-reason");

  private static final HeaderName[][] BY_LENGTH = new HeaderName[31][];

  static {
    for (int length = 0; length < BY_LENGTH.length; length++) {
      int wanted = length;
      BY_LENGTH[length] =
          java.util.Arrays.stream(values())
              .filter(name -> name != OTHER && name.bytes.length == wanted)
              .toArray(HeaderName[]::new);
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction, never given out
  private final byte[] bytes;

  HeaderName(String name) {
    bytes = name.getBytes(StandardCharsets.US_ASCII);
  }

  static HeaderName of(byte[] head, int from, int to) {
    int length = to - from;
    if (length < BY_LENGTH.length) {
      for (HeaderName name : BY_LENGTH[length]) {
        if (Ascii.equalsLower(head, from, to, name.bytes)) {
          return name;
        }
      }
    }
    return OTHER;
  }

  /**
   * Whether some server could read the name as one that frames the message: some take an underscore
   * for a dash.
   */
  static boolean looksLikeFraming(byte[] head, int from, int to) {
    return lookAlike(head, from, to, CONTENT_LENGTH)
        || lookAlike(head, from, to, TRANSFER_ENCODING);
  }

  private static boolean lookAlike(byte[] head, int from, int to, HeaderName name) {
    if (to - from != name.bytes.length) {
      return false;
    }
    for (int i = 0; i < name.bytes.length; i++) {
      int have = head[from + i] == '_' ? '-' : lower(head[from + i]);
      if (have != name.bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
