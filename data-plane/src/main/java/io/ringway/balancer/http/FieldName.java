package io.ringway.balancer.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names of the fields that the balancer understands; all other fields are only passed on. */
public enum FieldName {
  OTHER(""),
  /** A name that the balancer understands, for a server that reads another character as a dash. */
  LOOK_ALIKE(""),
  /** A member of {@link FieldNameRule#FORWARDING} that is none of the names below. */
  FORWARDING_FAMILY(""),
  /** A member of {@link FieldNameRule#RINGWAY} that is none of the names below. */
  RINGWAY_FAMILY(""),
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
  X_FORWARDED_PORT("x-forwarded-port"),
  X_REAL_IP("x-real-ip"),
  X_REQUEST_ID("x-request-id"),
  ORIGIN("origin"),
  PREFLIGHT_METHOD("access-control-request-method"),
  PREFLIGHT_HEADERS("access-control-request-headers"),
  ALLOW_ORIGIN("access-control-allow-origin"),
  EXPOSE_HEADERS("access-control-expose-headers"),
  RINGWAY_DEBUG("ringway-debug");

  private static final FieldName[][] BY_LENGTH = new FieldName[31][];

  static {
    for (int length = 0; length < BY_LENGTH.length; length++) {
      int wanted = length;
      BY_LENGTH[length] =
          Arrays.stream(values())
              .filter(name -> !name.text.isEmpty() && name.text.length() == wanted)
              .toArray(FieldName[]::new);
    }
  }

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction, never given out
  private final byte[] bytes;

  FieldName(String name) {
    text = name;
    bytes = name.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the name in these bytes, which are a token. */
  static FieldName of(byte[] head, int from, int to) {
    int length = to - from;
    if (length < BY_LENGTH.length) {
      FieldName[] candidates = BY_LENGTH[length];
      for (FieldName name : candidates) {
        if (Ascii.equalsLower(head, from, to, name.bytes)) {
          return name;
        }
      }
      if (candidates.length > 0 && FieldNameRule.disguised(head, from, to)) {
        for (FieldName name : candidates) {
          if (FieldNameRule.same(head, from, name.bytes)) {
            return LOOK_ALIKE;
          }
        }
      }
    }
    if (FieldNameRule.FORWARDING.has(head, from, to)) {
      return FieldNameRule.disguised(head, from, to) ? LOOK_ALIKE : FORWARDING_FAMILY;
    }
    if (FieldNameRule.RINGWAY.has(head, from, to)) {
      return FieldNameRule.disguised(head, from, to) ? LOOK_ALIKE : RINGWAY_FAMILY;
    }
    return OTHER;
  }

  /** Returns whether some server could read the look-alike as a field that frames the message. */
  static boolean looksLikeFraming(byte[] head, int from, int to) {
    return is(CONTENT_LENGTH, head, from, to) || is(TRANSFER_ENCODING, head, from, to);
  }

  private static boolean is(FieldName name, byte[] head, int from, int to) {
    return to - from == name.bytes.length && FieldNameRule.same(head, from, name.bytes);
  }
}
