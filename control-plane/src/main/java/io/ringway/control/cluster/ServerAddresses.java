package io.ringway.control.cluster;

import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.AddressRefusal;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for the hosts of servers: their syntax, and the address policy for literals. Names are
 * judged by {@link ServerNames}, which resolves them.
 */
final class ServerAddresses {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

  private static final Pattern DOTTED =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  /**
   * Names that mean a metadata service wherever they resolve. The policy for resolved addresses is
   * what keeps servers away from it; these are refused early, with a clear word.
   */
  private static final Set<String> METADATA_NAMES =
      Set.of("metadata.google.internal", "instance-data.ec2.internal");

  private final AddressPolicy policy;

  ServerAddresses(AddressPolicy policy) {
    this.policy = policy;
  }

  /**
   * Returns the host in the form that is stored: lower case, no brackets, IP literals in one
   * spelling.
   *
   * @param managed a runtime of ours started it, so loopback is fine
   */
  String check(String given, int port, boolean managed) {
    String host = given.strip().toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.indexOf(':') >= 0) {
      return literal(given, host, port, managed);
    }
    if (endsInNumber(host)) {
      if (!DOTTED.matcher(host).matches()) {
        throw notAHost(given);
      }
      return literal(given, host, port, managed);
    }
    return name(given, host, managed);
  }

  /** Tells whether a host is to be resolved, as far as it is a host at all. */
  static boolean isName(String given) {
    String host = given.strip().toLowerCase(Locale.ROOT);
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

  private String name(String given, String host, boolean managed) {
    if (!isName(host)) {
      throw notAHost(given);
    }
    if (METADATA_NAMES.contains(host)) {
      throw refusedHost(given, AddressRefusal.CLOUD_SERVICE);
    }
    if (!policy.allowLoopback()
        && !managed
        && (host.equals("localhost") || host.endsWith(".localhost"))) { // RFC 6761 section 6.3
      throw refusedHost(given, AddressRefusal.LOOPBACK);
    }
    return host;
  }

  private String literal(String given, String host, int port, boolean managed) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException _) {
      throw notAHost(given);
    }
    if (host.indexOf('%') >= 0) {
      throw Problems.invalid(
          "The address '"
              + given
              + "' is only valid on one machine: give an address without a zone.");
    }
    AddressRefusal refusal = (managed ? policy.withLoopback() : policy).refusal(address, port);
    if (refusal != null) {
      throw refusedHost(given, refusal);
    }
    // One spelling, so that the same address is not taken for two.
    return address.getHostAddress();
  }

  private static RuntimeException refusedHost(String given, AddressRefusal refusal) {
    return refused("The address '" + given + "' " + refusal.description(), refusal);
  }

  /**
   * Returns the problem of a refused address.
   *
   * @param sentence up to the advice
   */
  static RuntimeException refused(String sentence, AddressRefusal refusal) {
    String advice =
        switch (refusal) {
          case NO_MACHINE, MULTICAST, OWN_ENDPOINT -> ": give the server's own address.";
          case LOOPBACK ->
              ": balancers on other machines would reach themselves. Use an address that others can"
                  + " reach, or allow it with ringway.servers.allow-loopback=true.";
          case LINK_LOCAL, CLOUD_SERVICE, PROTOCOL_ASSIGNMENT, DENIED ->
              ": give the server's own address, or allow this one here with"
                  + " ringway.servers.allowed-networks and at each balancer with"
                  + " --allow-server-network.";
        };
    return Problems.invalid(sentence + advice);
  }

  private static RuntimeException notAHost(String given) {
    String shown = given.length() <= 100 ? given : given.substring(0, 100) + "…";
    return Problems.invalid(
        "'"
            + shown
            + "' is not a host: give a host name such as app-1.example, an IPv4 address such as"
            + " 10.0.0.7 or an IPv6 address such as fd12::7, without scheme, port or path.");
  }
}
