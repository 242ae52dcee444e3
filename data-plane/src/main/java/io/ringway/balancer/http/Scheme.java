package io.ringway.balancer.http;

import java.nio.charset.StandardCharsets;

/** The scheme of the URL by which a client reached the balancer, as servers are told. */
public enum Scheme {
  HTTP("http", 80),
  HTTPS("https", 443);

  @SuppressWarnings("ImmutableEnumChecker")
  public // nobody writes into it
  final byte[] text;

  /** The port of a URL that names none. */
  public final int port;

  Scheme(String text, int port) {
    this.text = Ascii.of(text);
    this.port = port;
  }

  /** The scheme that a header line names; anything but {@code https} is taken for HTTP. */
  public static Scheme of(Head request, int field) {
    return request.valueIs(field, HTTPS.text) ? HTTPS : HTTP;
  }

  @Override
  public String toString() {
    return new String(text, StandardCharsets.US_ASCII);
  }
}
