package io.ringway.ring.algorithm;

import io.ringway.ring.KeyHash;
import io.ringway.ring.RingSpec.HaProxy;
import java.util.EnumMap;
import java.util.Map;

/**
 * The hash functions of HAProxy, from their observable behaviour and the configuration manual
 * ({@code hash-type}). Each returns 32 bits, which become the high half of the hash.
 */
public final class HaProxyHash {

  private static final Map<HaProxy.Function, KeyHash> PLAIN = new EnumMap<>(HaProxy.Function.class);
  private static final Map<HaProxy.Function, KeyHash> MIXED = new EnumMap<>(HaProxy.Function.class);

  static {
    for (HaProxy.Function function : HaProxy.Function.values()) {
      Bits bits = bits(function);
      PLAIN.put(function, (key, from, length) -> high(bits.of(key, from, length)));
      MIXED.put(function, (key, from, length) -> high(avalanche(bits.of(key, from, length))));
    }
  }

  private HaProxyHash() {}

  private interface Bits {
    int of(byte[] key, int from, int length);
  }

  /** Returns the function of a spec: the same object for specs with the same function. */
  public static KeyHash of(HaProxy spec) {
    KeyHash hash = (spec.avalanche() ? MIXED : PLAIN).get(spec.function());
    if (hash == null) {
      throw new IllegalStateException("No hash for " + spec + ".");
    }
    return hash;
  }

  private static Bits bits(HaProxy.Function function) {
    return switch (function) {
      case SDBM -> HaProxyHash::sdbm;
      case DJB2 -> HaProxyHash::djb2;
      case WT6 -> HaProxyHash::wt6;
      case CRC32 -> Crc32::of;
      case ADDRESS -> HaProxyHash::address;
    };
  }

  private static long high(int value) {
    return (long) value << Integer.SIZE;
  }

  /** Applies Bob Jenkins' full avalanche in six shifts, then a multiplication by 3 · 2³⁰ + 1. */
  static int avalanche(int value) {
    int a = value;
    a = (a + 0x7ed55d16) + (a << 12);
    a = (a ^ 0xc761c23c) ^ (a >>> 19);
    a = (a + 0x165667b1) + (a << 5);
    a = (a + 0xd3a2646c) ^ (a << 9);
    a = (a + 0xfd7046c5) + (a << 3);
    a = (a ^ 0xb55a4f09) ^ (a >>> 16);
    return a * 0xc0000001;
  }

  private static int sdbm(byte[] key, int from, int length) {
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = (key[i] & 0xff) + (hash << 6) + (hash << 16) - hash;
    }
    return hash;
  }

  private static int djb2(byte[] key, int from, int length) {
    int hash = 5381;
    for (int i = from; i < from + length; i++) {
      hash = (hash << 5) + hash + (key[i] & 0xff);
    }
    return hash;
  }

  private static int wt6(byte[] key, int from, int length) {
    int h0 = 0xa53c965a;
    int h1 = 0x5ca6953a;
    int step0 = 6;
    int step1 = 18;
    for (int i = from; i < from + length; i++) {
      int value = key[i] & 0xff;
      h0 = ~(h0 ^ value);
      h1 = ~(h1 + value);
      int turned = Integer.rotateLeft(h1, step0);
      h1 = Integer.rotateLeft(h0, step1);
      h0 = turned;
      int steps = ((h0 >>> 16) ^ h1) & 0xffff;
      step0 = steps & 0x1f;
      step1 = steps >>> 11;
    }
    return h0 ^ h1;
  }

  private static int address(byte[] key, int from, int length) {
    long folded = AddressText.folded(key, from, from + length);
    return folded == AddressText.NONE ? sdbm(key, from, length) : (int) folded;
  }
}
