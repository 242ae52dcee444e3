package io.ringway.balancer.proxy;

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
    return new String(text, java.nio.charset.StandardCharsets.US_ASCII);
  }
}
