package io.ringway.balancer.http;

import static io.ringway.routing.key.RequestView.lower;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Groups of field names that are known by a rule, since their members cannot be listed.
 *
 * <p>A name is compared as a server may read it: without case, and with a dash for every character
 * that is neither letter nor digit. CGI and its successors (RFC 3875 section 4.1.18) read an
 * underscore as a dash; lighttpd reads any other character of a token so too.
 */
public enum FieldNameRule {
  /**
   * The fields in which proxies tell servers about a request: its sender, the way it came, and its
   * target before it was rewritten. {@code Forwarded} (RFC 7239 section 1) was meant to end the
   * growth of {@code X-Forwarded-*}, and did not; {@code X-Original-*} and {@code X-Rewrite-*}
   * replace the target in frameworks behind IIS; {@code Client-Cert} has to be removed by the proxy
   * that ends TLS (RFC 9440 section 4); the rest are names that content delivery networks use for
   * the client's address.
   */
  FORWARDING(
      List.of(
          "x-forwarded",
          "x-original-",
          "x-rewrite-",
          "x-real-",
          "x-envoy-external-",
          "x-envoy-original-",
          "client-cert"),
      List.of(
          "client-ip",
          "clientip",
          "connecting-ip",
          "connecting-ipv6",
          "originating-ip",
          "real-ip",
          "remote-ip",
          "remote-addr",
          "user-ip",
          "client-cert",
          "clientcert"),
      List.of(
          "forwarded",
          "front-end-https",
          "proxy", // CGI turns it into HTTP_PROXY, which HTTP clients in the server may obey
          "x-arr-ssl",
          "x-host",
          "x-http-host-override",
          "x-scheme",
          "x-url-scheme")),

  /** The fields that Ringway itself sets. */
  RINGWAY(List.of("ringway-"), List.of(), List.of());

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes into them
  private final byte[][] prefixes;

  @SuppressWarnings("ImmutableEnumChecker")
  private final byte[][] suffixes;

  @SuppressWarnings("ImmutableEnumChecker")
  private final byte[][] whole;

  /** For each first and each last byte of a name, whether it can be a member. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final boolean[] first = new boolean[128];

  @SuppressWarnings("ImmutableEnumChecker")
  private final boolean[] last = new boolean[128];

  FieldNameRule(List<String> prefixes, List<String> suffixes, List<String> whole) {
    this.prefixes = bytes(prefixes);
    this.suffixes = bytes(suffixes);
    this.whole = bytes(whole);
    Stream.concat(prefixes.stream(), whole.stream()).forEach(name -> first[name.charAt(0)] = true);
    suffixes.forEach(name -> last[name.charAt(name.length() - 1)] = true);
  }

  private static byte[][] bytes(List<String> names) {
    return names.stream()
        .map(name -> name.getBytes(StandardCharsets.US_ASCII))
        .toArray(byte[][]::new);
  }

  /** Returns whether the token in these bytes is a member. */
  public boolean has(byte[] bytes, int from, int to) {
    return first[fold(bytes[from])] && (begins(bytes, from, to) || is(bytes, from, to))
        || last[fold(bytes[to - 1])] && ends(bytes, from, to);
  }

  private boolean begins(byte[] bytes, int from, int to) {
    for (byte[] prefix : prefixes) {
      if (to - from >= prefix.length && same(bytes, from, prefix)) {
        return true;
      }
    }
    return false;
  }

  private boolean ends(byte[] bytes, int from, int to) {
    for (byte[] suffix : suffixes) {
      if (to - from >= suffix.length && same(bytes, to - suffix.length, suffix)) {
        return true;
      }
    }
    return false;
  }

  private boolean is(byte[] bytes, int from, int to) {
    for (byte[] name : whole) {
      if (to - from == name.length && same(bytes, from, name)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a folded name stands here, as a server may read it. */
  public static boolean same(byte[] bytes, int from, byte[] folded) {
    for (int i = 0; i < folded.length; i++) {
      if (fold(bytes[from + i]) != folded[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the name has a character that some servers read as a dash and that is none. */
  static boolean disguised(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (fold(bytes[i]) == '-' && bytes[i] != '-') {
        return true;
      }
    }
    return false;
  }

  /** Returns a character of a token as a server may read it. */
  static int fold(byte b) {
    int c = lower(b);
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ? c : '-';
  }
}
