package io.ringway.ring.algorithm;

/**
 * CRC-32 as in zlib and IEEE 802.3 (reflected polynomial 0xedb88320). {@link java.util.zip.CRC32}
 * is a stateful object and would have to be allocated on the request path.
 */
final class Crc32 {

  private static final int[] TABLE = table();

  /** The state before the first byte. */
  static final int START = -1;

  private Crc32() {}

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ 0xedb88320;
      }
      table[i] = value;
    }
    return table;
  }

  /** Returns the state after {@code length} more bytes. */
  static int update(int state, byte[] bytes, int offset, int length) {
    int crc = state;
    for (int i = offset; i < offset + length; i++) {
      crc = TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
    }
    return crc;
  }

  /** Returns the state after one more byte. */
  static int update(int state, int value) {
    return TABLE[(state ^ value) & 0xff] ^ (state >>> 8);
  }

  /** Returns the checksum of a state. */
  static int value(int state) {
    return ~state;
  }

  static int of(byte[] bytes, int offset, int length) {
    return value(update(START, bytes, offset, length));
  }
}
