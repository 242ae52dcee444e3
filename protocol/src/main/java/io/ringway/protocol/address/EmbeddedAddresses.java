package io.ringway.protocol.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The IPv4 addresses embedded in an IPv6 address: a translator or a tunnel connects to them, so a
 * rule for IPv4 has to apply to them too.
 */
final class EmbeddedAddresses {

  private static final Network COMPATIBLE = Network.parse("::/96"); // RFC 4291 section 2.5.5.1
  private static final Network TRANSLATED = Network.parse("::ffff:0:0:0/96"); // RFC 2765
  private static final Network NAT64 = Network.parse("64:ff9b::/96"); // RFC 6052 section 2.1
  private static final Network LOCAL_NAT64 = Network.parse("64:ff9b:1::/48"); // RFC 8215
  private static final Network SIX_TO_FOUR = Network.parse("2002::/16"); // RFC 3056 section 2
  private static final Network TEREDO = Network.parse("2001::/32"); // RFC 4380 section 4

  private EmbeddedAddresses() {}

  /** Returns each of them; none for IPv4 and for an ordinary IPv6 address. */
  static List<InetAddress> in(byte[] six) {
    List<InetAddress> found = new ArrayList<>(2);
    if (six.length != 16) {
      return found;
    }
    if (COMPATIBLE.contains(six) || TRANSLATED.contains(six) || NAT64.contains(six)) {
      found.add(four(six, 12, 13, 14, 15));
    } else if (LOCAL_NAT64.contains(six)) {
      // RFC 6052 section 2.2 positions the address by the length of the prefix: /48, /56, /64 and
      // /96 fit in here.
      found.add(four(six, 6, 7, 9, 10));
      found.add(four(six, 7, 9, 10, 11));
      found.add(four(six, 9, 10, 11, 12));
      found.add(four(six, 12, 13, 14, 15));
    } else if (SIX_TO_FOUR.contains(six)) {
      found.add(four(six, 2, 3, 4, 5));
    } else if (TEREDO.contains(six)) {
      found.add(four(six, 4, 5, 6, 7)); // the server; the client's address is inverted
      found.add(of(~six[12], ~six[13], ~six[14], ~six[15]));
    } else if ((six[8] & 0xfd) == 0 && six[9] == 0 && six[10] == 0x5e && six[11] == (byte) 0xfe) {
      found.add(four(six, 12, 13, 14, 15)); // ISATAP: RFC 5214 section 6.1
    }
    return found;
  }

  private static InetAddress four(byte[] six, int a, int b, int c, int d) {
    return of(six[a], six[b], six[c], six[d]);
  }

  private static InetAddress of(int a, int b, int c, int d) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Four bytes are an address.", e);
    }
  }
}
