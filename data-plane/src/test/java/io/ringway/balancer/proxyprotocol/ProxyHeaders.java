package io.ringway.balancer.proxyprotocol;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Headers of the PROXY protocol, byte for byte by its specification. */
public final class ProxyHeaders {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private ProxyHeaders() {}

  /** Returns a line with its end. */
  public static byte[] line(String text) {
    return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns a header of version 2 from hexadecimal parts. */
  public static byte[] block(String command, String family, String rest) {
    return hex(SIGNATURE + command + family + "%04x".formatted(rest.length() / 2) + rest);
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Puts the right checksum into the last four bytes. */
  static byte[] withChecksum(byte[] header) {
    CRC32C checksum = new CRC32C();
    checksum.update(header);
    for (int i = 0; i < 4; i++) {
      header[header.length - 4 + i] = (byte) (checksum.getValue() >> 24 - 8 * i);
    }
    return header;
  }
}
