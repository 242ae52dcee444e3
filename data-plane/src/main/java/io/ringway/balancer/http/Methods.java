package io.ringway.balancer.http;

/** The methods that the balancer itself understands (RFC 9110 section 9.3). */
public final class Methods {

  public static final byte[] GET = Ascii.of("GET");
  public static final byte[] HEAD = Ascii.of("HEAD");
  public static final byte[] OPTIONS = Ascii.of("OPTIONS");

  private Methods() {}
}
