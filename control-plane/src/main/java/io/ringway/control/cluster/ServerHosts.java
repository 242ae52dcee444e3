package io.ringway.control.cluster;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The syntax of server hosts. {@link ServerTargets} checks the addresses behind them. */
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

  /** Returns true when a host is a valid name that has to be resolved. */
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

  /**
   * Returns true when the last label is a number, which makes the host an IPv4 address (WHATWG
   * URL).
   */
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
    return address.getHostAddress(); // one spelling, so that equal addresses compare equal
  }

  /** Returns the address of an IP literal without a lookup, or null for a name. */
  static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException _) {
      return null; // the caller reports it
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
