package io.ringway.balancer.proxy;

import java.nio.charset.StandardCharsets;

/** How a client reached the balancer, as servers are told. */
enum Scheme {
  HTTP("http"),
  HTTPS("https");

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes into it
  final byte[] text;

  Scheme(String text) {
    this.text = Ascii.of(text);
  }

  @Override
  public String toString() {
    return new String(text, StandardCharsets.US_ASCII);
  }
}
