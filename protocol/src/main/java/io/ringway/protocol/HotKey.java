package io.ringway.protocol;

/**
 * A frequent key of one window, as counted by Space-Saving (Metwally, Agrawal, El Abbadi 2005):
 * between {@code count - error} and {@code count} requests carried it.
 *
 * @param hash fingerprint of the key, 16 hexadecimal digits
 * @param key the key as text, or empty unless the cluster shows keys; one of more than {@value
 *     #MAX_KEY_BYTES} bytes is cut off and ends with an ellipsis
 * @param count requests, never fewer than there were
 * @param error how many of them may belong to other keys, 0 to {@code count}
 */
public record HotKey(String hash, String key, long count, long error) {

  /** The maximum length of a reported key in bytes. */
  public static final int MAX_KEY_BYTES = 256;

  /** Checks the ranges. */
  public HotKey {
    if (hash.length() != 16 || !hash.chars().allMatch(HotKey::hexDigit)) {
      throw new IllegalArgumentException(
          "The hash of a hot key is 16 hexadecimal digits, not '" + hash + "'.");
    }
    if (key.length() > MAX_KEY_BYTES + 1) {
      throw new IllegalArgumentException(
          "A hot key is reported with "
              + MAX_KEY_BYTES
              + " characters at most, not "
              + key.length()
              + ".");
    }
    if (error < 0 || count < error) {
      throw new IllegalArgumentException(
          "A hot key cannot have " + count + " requests, " + error + " of them in doubt.");
    }
  }

  private static boolean hexDigit(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }

  /** Returns whether the text is the whole key, not cut off and without replaced bytes. */
  public boolean whole() {
    return !key.isEmpty() && Pin.fingerprint(key).equals(hash);
  }

  HotKey without() {
    return key.isEmpty() ? this : new HotKey(hash, "", count, error);
  }
}
