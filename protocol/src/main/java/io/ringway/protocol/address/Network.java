package io.ringway.protocol.address;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses: RFC 4632 for IPv4, RFC 4291 section 2.3 for IPv6.
 *
 * @param prefix the first address in hexadecimal, 8 or 32 digits
 * @param bits how many leading bits count
 */
public record Network(String prefix, int bits) {

  private static final Pattern DOTTED =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

  /**
   * Parses {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress literal = address(slash < 0 ? text : text.substring(0, slash));
    if (literal == null) {
      throw refused(text);
    }
    byte[] address = literal.getAddress();
    int most = address.length * 8;
    int bits = slash < 0 ? most : number(text, slash + 1);
    if (bits > most) {
      throw refused(text);
    }
    return new Network(HexFormat.of().formatHex(address), bits);
  }

  /**
   * Returns the address that a text denotes, without any lookup; null for names and abbreviations.
   */
  private static @Nullable InetAddress address(String text) {
    boolean six = text.indexOf(':') >= 0 && text.indexOf('%') < 0;
    try {
      return six || DOTTED.matcher(text).matches() ? InetAddress.ofLiteral(text) : null;
    } catch (IllegalArgumentException _) {
      return null; // the caller explains the syntax of a network, quoting the whole text
    }
  }

  private static int number(String text, int from) {
    if (text.length() - from < 1 || text.length() - from > 3) {
      throw refused(text);
    }
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        throw refused(text);
      }
    }
    return Integer.parseInt(text, from, text.length(), 10);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is no network: write 10.0.0.0/8, fd00::/8 or one address.");
  }

  /**
   * Returns whether an address is in this range.
   *
   * @param address 4 or 16 bytes; an address of the other family is not in it
   */
  public boolean contains(byte[] address) {
    if (address.length * 2 != prefix.length()) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += 4) {
      int have = (bit & 4) == 0 ? address[bit >> 3] >> 4 & 15 : address[bit >> 3] & 15;
      int want = HexFormat.fromHexDigit(prefix.charAt(bit >> 2));
      int counting = Math.min(4, bits - bit);
      if (have >> 4 - counting != want >> 4 - counting) {
        return false;
      }
    }
    return true;
  }
}
