package io.ringway.balancer.proxyprotocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 of the header: twelve fixed bytes, version and command, family and protocol, the length
 * of the rest, addresses, and TLVs (type, length, value). The checksum TLV is verified, the TLS TLV
 * is read, and others are skipped.
 */
final class ProxyProtocolV2 {

  /** Bytes before the addresses. */
  static final int START = 16;

  /** The longest rest that is accepted: more than clouds and meshes are known to append. */
  static final int REST_MAX = 4 << 10;

  static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
  private static final int COMMAND = 12;
  private static final int FAMILY = 13;
  private static final int LENGTH = 14;
  static final int LOCAL = 0x20;
  static final int PROXY = 0x21;
  private static final int CHECKSUM = 3;
  private static final int TLS = 0x20;

  /** A flag in the first byte of the TLS TLV: the client connected over TLS. */
  private static final int CLIENT_TLS = 1;

  private ProxyProtocolV2() {}

  /** Checks the newest byte; true when it is the last one. */
  static boolean check(byte[] bytes, int length) throws MalformedHeaderException {
    int at = length - 1;
    if (at < SIGNATURE.length && bytes[at] != SIGNATURE[at]) {
      throw new MalformedHeaderException("it begins like neither version");
    }
    if (at == COMMAND && bytes[at] != LOCAL && bytes[at] != PROXY) {
      throw new MalformedHeaderException("its version or command is unknown");
    }
    if (length < START) {
      return false;
    }
    int rest = number(bytes, LENGTH);
    if (rest > REST_MAX) {
      throw new MalformedHeaderException("it is longer than 4 KiB");
    }
    return length == START + rest;
  }

  static @Nullable InetSocketAddress source(byte[] bytes, int length)
      throws MalformedHeaderException {
    if (bytes[COMMAND] == LOCAL) {
      return null;
    }
    return switch (bytes[FAMILY]) {
      case 0x00 -> null;
      case 0x11 -> address(bytes, length, 4);
      case 0x21 -> address(bytes, length, 16);
      case 0x31 -> {
        parts(bytes, length, START + 216);
        yield null; // a client of a Unix socket has no address
      }
      default ->
          throw new MalformedHeaderException("its family or protocol is not that of a stream");
    };
  }

  /** Tells whether the proxy's client uses TLS; the header has to be well-formed. */
  static boolean overTls(byte[] bytes, int length) {
    if (bytes[COMMAND] == LOCAL) {
      return false;
    }
    int at =
        switch (bytes[FAMILY]) {
          case 0x11 -> START + 2 * 4 + 4;
          case 0x21 -> START + 2 * 16 + 4;
          default -> length;
        };
    while (at < length) {
      int from = at + 3;
      int size = number(bytes, at + 1);
      if (bytes[at] == TLS && size > 0) {
        return (bytes[from] & CLIENT_TLS) != 0;
      }
      at = from + size;
    }
    return false;
  }

  private static InetSocketAddress address(byte[] bytes, int length, int size)
      throws MalformedHeaderException {
    int ports = START + 2 * size;
    parts(bytes, length, ports + 4);
    try {
      byte[] raw = Arrays.copyOfRange(bytes, START, START + size);
      return new InetSocketAddress(InetAddress.getByAddress(raw), number(bytes, ports));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has 4 or 16 bytes.", e);
    }
  }

  /** Checks the TLVs after the addresses: they have to fill the header exactly. */
  private static void parts(byte[] bytes, int length, int from) throws MalformedHeaderException {
    if (length < from) {
      throw new MalformedHeaderException("it is too short for its addresses");
    }
    int at = from;
    while (at < length) {
      int next = at + 3 + (at + 3 <= length ? number(bytes, at + 1) : 0);
      if (next > length) {
        throw new MalformedHeaderException("one of its parts goes beyond its end");
      }
      if (bytes[at] == CHECKSUM) {
        verify(bytes, length, at + 3, next);
      }
      at = next;
    }
  }

  /** Verifies the checksum, which is computed with zeros in its own place. */
  private static void verify(byte[] bytes, int length, int from, int to)
      throws MalformedHeaderException {
    byte[] zeroed = Arrays.copyOf(bytes, length);
    Arrays.fill(zeroed, from, to, (byte) 0);
    CRC32C checksum = new CRC32C();
    checksum.update(zeroed);
    long noted = to - from == 4 ? (long) number(bytes, from) << 16 | number(bytes, from + 2) : -1;
    if (checksum.getValue() != noted) {
      throw new MalformedHeaderException("its checksum is wrong");
    }
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
