package io.ringway.control.cluster;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The syntax of the hosts of servers. {@link ServerTargets} judges where they lead. */
final class ServerHosts {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

  private static final Pattern DOTTED =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  private ServerHosts() {}

  /**
   * Returns the host in the form that is stored: lower case, no brackets, IP literals in one
   * spelling.
   */
  static String stored(String given) {
    String host = given.strip().toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.indexOf(':') >= 0) {
      return literal(given, host);
    }
    if (endsInNumber(host)) {
      if (!DOTTED.matcher(host).matches()) {
        throw notAHost(given);
      }
      return literal(given, host);
    }
    if (!isName(host)) {
      throw notAHost(given);
    }
    return host;
  }

  /** Tells whether a host is to be resolved, as far as it is a host at all. */
  static boolean isName(String host) {
    if (host.isEmpty() || host.length() > 253 || host.indexOf(':') >= 0 || endsInNumber(host)) {
      return false;
    }
    for (String label : host.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  /** As browsers decide it: a last label that is a number makes the whole an IPv4 address. */
  private static boolean endsInNumber(String host) {
    return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  private static String literal(String given, String host) {
    if (host.indexOf('%') >= 0) {
      throw ClusterProblems.invalid(
          "The address '"
              + given
              + "' is only valid on one machine: give an address without a zone.");
    }
    InetAddress address = literal(host);
    if (address == null) {
      throw notAHost(given);
    }
    return address.getHostAddress(); // one spelling, so that the same is not taken for two
  }

  /** Returns the address that a host is, without any lookup, or null. */
  static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException _) {
      return null; // the caller says what it wants instead
    }
  }

  private static RuntimeException notAHost(String given) {
    String shown = given.length() <= 100 ? given : given.substring(0, 100) + "…";
    return ClusterProblems.invalid(
        "'"
            + shown
            + "' is not a host: give a host name such as app-1.example, an IPv4 address such as"
            + " 10.0.0.7 or an IPv6 address such as fd12::7, without scheme, port or path.");
  }
}
