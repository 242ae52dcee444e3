package io.ringway.protocol;

import java.util.HexFormat;

/**
 * The fingerprint of a built routing table. Both planes compute it over what they built, in the
 * order of the snapshot, so equal digests prove equal routing and not only equal configuration.
 *
 * <p>Not thread-safe.
 */
public final class TableDigest {

  private long state = 0xcbf29ce484222325L;

  /** Adds a cluster with the digest of its built ring. */
  public TableDigest cluster(String id, long ringDigest) {
    text(id);
    word(ringDigest);
    return this;
  }

  /** Adds a server of the cluster that was added last. */
  public TableDigest server(ServerConfig server) {
    text(server.id());
    text(server.address());
    text(server.state().name());
    word(server.joinedAtMillis());
    return this;
  }

  /** Adds the steering of the cluster that was added last. */
  public TableDigest steering(Steering steering) {
    word(Double.doubleToLongBits(steering.boundedLoad()));
    word(steering.rampMillis());
    word(steering.pins().size());
    for (Pin pin : steering.pins()) {
      word(pin.fingerprint());
      switch (pin) {
        case Pin.To to -> text(to.serverId());
        case Pin.Spread spread -> word(spread.servers());
      }
    }
    return this;
  }

  /** Returns the digest so far: 16 hexadecimal digits. */
  public String value() {
    return HexFormat.of().toHexDigits(mix(state));
  }

  private void text(String value) {
    word(value.length());
    for (int i = 0; i < value.length(); i++) {
      word(value.charAt(i));
    }
  }

  private void word(long value) {
    state = mix(state ^ value) * 0x9e3779b97f4a7c15L + 0x632be59bd9b4e019L;
  }

  /**
   * Applies the finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit affects every
   * output bit.
   */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
