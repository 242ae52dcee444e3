package io.ringway.protocol;

import io.ringway.ring.Rings;
import java.util.HexFormat;

/**
 * A key that does not go where the ring places it. It is identified by its fingerprint, {@link
 * Rings#FINGERPRINT}, so that a masked key can be pinned too.
 */
public sealed interface Pin {

  /** The maximum length of a key in characters. */
  int MAX_KEY = 4_096;

  /** Returns the fingerprint of the key: 16 hexadecimal digits. */
  String hash();

  /** Returns the key, or empty when only its fingerprint is known. */
  String key();

  /** Returns a copy with the fingerprint alone. */
  default Pin withoutKey() {
    return switch (this) {
      case To to -> to.key().isEmpty() ? to : new To(to.hash(), "", to.serverId());
      case Spread spread ->
          spread.key().isEmpty() ? spread : new Spread(spread.hash(), "", spread.servers());
    };
  }

  /** Returns the fingerprint as a number. */
  default long fingerprint() {
    return HexFormat.fromHexDigitsToLong(hash());
  }

  /**
   * A key that is pinned to one server. While that server takes no requests, or when it is gone,
   * the ring decides.
   *
   * @param serverId id of the server
   */
  record To(String hash, String key, String serverId) implements Pin {
    /** Checks that the fingerprint is the key's. */
    public To {
      check(hash, key);
      Validation.text("server of a pin", serverId, 64);
    }

    /** Creates a pin for a known key. */
    public static To of(String key, String serverId) {
      return new To(Pin.fingerprint(key), key, serverId);
    }
  }

  /**
   * A key that is too hot for one server: each request goes to one of the first candidates at
   * random.
   *
   * @param servers number of candidates that share the key, 2 to 100
   */
  record Spread(String hash, String key, int servers) implements Pin {
    /** Checks the ranges and that the fingerprint is the key's. */
    public Spread {
      check(hash, key);
      Validation.range("number of servers that share a key", servers, 2, 100);
    }

    /** Creates a spread for a known key. */
    public static Spread of(String key, int servers) {
      return new Spread(Pin.fingerprint(key), key, servers);
    }
  }

  /** Returns the fingerprint of a key as 16 hexadecimal digits. */
  static String fingerprint(String key) {
    return HexFormat.of().toHexDigits(Rings.FINGERPRINT.hash(key));
  }

  private static void check(String hash, String key) {
    if (key.length() > MAX_KEY) {
      throw new IllegalArgumentException(
          "A pinned key has 1 to 4,096 characters, this one has " + key.length() + ".");
    }
    if (!hash.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException(
          "'" + hash + "' is not the hash of a key: give 16 hexadecimal digits.");
    }
    if (!key.isEmpty() && !fingerprint(key).equals(hash)) {
      throw new IllegalArgumentException(
          "The hash of the pinned key '"
              + key
              + "' is "
              + fingerprint(key)
              + ", not "
              + hash
              + ": leave one of the two out.");
    }
  }
}
