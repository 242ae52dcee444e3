package io.ringway.balancer.proxyprotocol;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 of the header: one line of text, {@code PROXY TCP4 192.0.2.1 192.0.2.2 49152 443} or
 * {@code PROXY UNKNOWN} with anything after it.
 */
final class ProxyProtocolV1 {

  /** The longest line that a sender may write, with its end. */
  static final int MAX = 107;

  static final byte FIRST = 'P';

  private static final byte[] START = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  private ProxyProtocolV1() {}

  /** Checks the newest byte; true when it ends the line. */
  static boolean check(byte[] bytes, int length) throws MalformedHeaderException {
    byte last = bytes[length - 1];
    if (length <= START.length && last != START[length - 1]) {
      throw new MalformedHeaderException("it does not begin with 'PROXY '");
    }
    if (length > 1 && bytes[length - 2] == '\r') {
      if (last == '\n') {
        return true;
      }
      throw new MalformedHeaderException("its line does not end with CR LF");
    }
    if (last != '\r' && (last < ' ' || last == 127)) {
      throw new MalformedHeaderException("its line has a control byte");
    }
    if (length == MAX) {
      throw new MalformedHeaderException("its line is longer than 107 bytes");
    }
    return false;
  }

  static @Nullable InetSocketAddress source(byte[] bytes, int length)
      throws MalformedHeaderException {
    String[] words =
        new String(bytes, START.length, length - START.length - 2, StandardCharsets.US_ASCII)
            .split(" ", -1);
    int size =
        switch (words[0]) {
          case "UNKNOWN" -> 0;
          case "TCP4" -> 4;
          case "TCP6" -> 16;
          default -> throw new MalformedHeaderException("it names neither TCP4, TCP6 nor UNKNOWN");
        };
    if (size == 0) {
      return null;
    }
    if (words.length != 5) {
      throw new MalformedHeaderException("its line has not two addresses and two ports");
    }
    InetAddress source = address(words[1], size);
    var _ = address(words[2], size);
    var _ = port(words[4]);
    return new InetSocketAddress(source, port(words[3]));
  }

  private static InetAddress address(String text, int size) throws MalformedHeaderException {
    byte[] raw =
        text.chars().allMatch(ProxyProtocolV1::ofAnAddress)
            ? NetUtil.createByteArrayFromIpAddressString(text)
            : null;
    if (raw == null || raw.length != size) {
      throw new MalformedHeaderException("one of its addresses is none of its family");
    }
    try {
      InetAddress address = InetAddress.getByAddress(raw);
      if (size == 4 && !NetUtil.toAddressString(address).equals(text)) {
        throw new MalformedHeaderException("an address has leading zeros");
      }
      return address;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has 4 or 16 bytes.", e);
    }
  }

  /** Tells whether a character may be in an address: no brackets and no scope. */
  private static boolean ofAnAddress(int c) {
    return Character.digit(c, 16) >= 0 && c < 128 || c == ':' || c == '.';
  }

  private static int port(String text) throws MalformedHeaderException {
    boolean digits = text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (text.isEmpty() || !digits || text.length() > 1 && text.charAt(0) == '0') {
      throw new MalformedHeaderException("one of its ports is no plain number");
    }
    int port = Integer.parseInt(text);
    if (port > 65_535) {
      throw new MalformedHeaderException("one of its ports is above 65535");
    }
    return port;
  }
}
