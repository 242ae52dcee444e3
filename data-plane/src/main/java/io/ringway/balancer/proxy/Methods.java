package io.ringway.balancer.proxy;

/** The methods that the balancer itself understands: RFC 9110 section 9.3. */
final class Methods {

  static final byte[] GET = Ascii.of("GET");
  static final byte[] HEAD = Ascii.of("HEAD");
  static final byte[] OPTIONS = Ascii.of("OPTIONS");

  private Methods() {}
}
