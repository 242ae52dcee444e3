package io.ringway.control.cluster;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which addresses a server may have. Balancers connect to them, so what only serves to reach a
 * machine's own services or a cloud's metadata is refused. No name is looked up here: an address
 * behind a name is checked where the connection is made.
 */
final class ServerAddresses {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

  private static final Pattern DOTTED =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  /** Metadata services outside of the link-local ranges: AWS over IPv6, Alibaba. */
  private static final Set<InetAddress> METADATA =
      Set.of(InetAddress.ofLiteral("fd00:ec2::254"), InetAddress.ofLiteral("100.100.100.200"));

  private static final Set<String> METADATA_NAMES =
      Set.of("metadata.google.internal", "metadata", "instance-data");

  private final boolean allowLoopback;

  ServerAddresses(boolean allowLoopback) {
    this.allowLoopback = allowLoopback;
  }

  /**
   * The host in the form that is stored: lower case, no brackets, IP literals in one spelling.
   *
   * @param managed a runtime of ours started it, so loopback is fine
   */
  String check(String given, boolean managed) {
    String host = given.strip().toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.indexOf(':') >= 0) {
      return literal(given, host, managed);
    }
    if (endsInNumber(host)) {
      if (!DOTTED.matcher(host).matches()) {
        throw notAHost(given);
      }
      return literal(given, host, managed);
    }
    return name(given, host, managed);
  }

  /** As browsers decide it: a last label that is a number makes the whole an IPv4 address. */
  private static boolean endsInNumber(String host) {
    return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  private String name(String given, String host, boolean managed) {
    if (host.length() > 253) {
      throw notAHost(given);
    }
    for (String label : host.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        throw notAHost(given);
      }
    }
    if (METADATA_NAMES.contains(host)) {
      throw refused(given, "belongs to a metadata service");
    }
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      loopback(given, managed);
    }
    return host;
  }

  private String literal(String given, String host, boolean managed) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException _) {
      throw notAHost(given);
    }
    if (host.indexOf('%') >= 0) {
      throw refused(given, "is only valid on one machine");
    }
    if (address.isAnyLocalAddress() || broadcastOrThisNetwork(address)) {
      throw refused(given, "names no machine");
    }
    if (address.isMulticastAddress()) {
      throw refused(given, "is a multicast address");
    }
    if (address.isLinkLocalAddress() || METADATA.contains(address)) {
      throw refused(given, "is link-local or belongs to a metadata service");
    }
    if (address.isLoopbackAddress()) {
      loopback(given, managed);
    }
    // One spelling, so that the same address is not taken for two.
    return address.getHostAddress();
  }

  private static boolean broadcastOrThisNetwork(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        && (bytes[0] == 0 || (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == -1);
  }

  private void loopback(String given, boolean managed) {
    if (!allowLoopback && !managed) {
      throw Problems.invalid(
          "The address '"
              + given
              + "' is the balancer's own machine: use an address that others can reach, or allow it"
              + " with ringway.servers.allow-loopback=true.");
    }
  }

  private static RuntimeException notAHost(String given) {
    String shown = given.length() <= 100 ? given : given.substring(0, 100) + "…";
    return Problems.invalid(
        "'"
            + shown
            + "' is not a host: give a host name such as app-1.example, an IPv4 address such as"
            + " 10.0.0.7 or an IPv6 address such as fd12::7, without scheme, port or path.");
  }

  private static RuntimeException refused(String given, String why) {
    return Problems.invalid(
        "The address '" + given + "' " + why + ": give the server's own address.");
  }
}
