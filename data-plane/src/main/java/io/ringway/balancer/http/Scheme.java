package io.ringway.balancer.http;

import java.nio.charset.StandardCharsets;

/** The scheme of the URL by which a client reached the balancer, as servers are told. */
public enum Scheme {
  HTTP("http", 80),
  HTTPS("https", 443);

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction
  public final byte[] text;

  /** The port of a URL that names none. */
  public final int port;

  Scheme(String text, int port) {
    this.text = Ascii.of(text);
    this.port = port;
  }

  /** Returns the scheme that a field names; anything but {@code https} counts as HTTP. */
  public static Scheme of(Head request, int field) {
    return request.valueIs(field, HTTPS.text) ? HTTPS : HTTP;
  }

  @Override
  public String toString() {
    return new String(text, StandardCharsets.US_ASCII);
  }
}
