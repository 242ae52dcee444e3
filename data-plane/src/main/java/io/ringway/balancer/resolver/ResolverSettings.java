package io.ringway.balancer.resolver;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of name resolution.
 *
 * @param servers the DNS servers that are asked, in this order; none: those of the system
 * @param maxTtlMillis the most that an answer holds, whatever its TTL says
 * @param resolvConf the system's configuration: resolv.conf(5)
 * @param hosts names that are known without DNS: hosts(5)
 */
public record ResolverSettings(
    List<InetSocketAddress> servers, long maxTtlMillis, Path resolvConf, Path hosts) {

  /** The least that an answer holds. */
  static final long MIN_TTL_MILLIS = 1_000;

  private static final int DNS_PORT = 53;

  /** The system's servers; an answer holds 5 seconds at most. */
  public static final ResolverSettings DEFAULT = new ResolverSettings(List.of(), 5);

  /** Copies the list. */
  public ResolverSettings {
    servers = List.copyOf(servers);
  }

  /**
   * Settings for the files of the system.
   *
   * @throws IllegalArgumentException when the TTL is not 1 to 60 seconds
   */
  public ResolverSettings(List<InetSocketAddress> servers, int maxTtlSeconds) {
    this(servers, maxTtlSeconds * 1_000L, Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"));
    if (maxTtlSeconds < 1 || maxTtlSeconds > 60) {
      throw new IllegalArgumentException(
          "The longest time that a DNS answer holds is 1 to 60 seconds, not "
              + maxTtlSeconds
              + ".");
    }
  }

  /**
   * Reads the address of a DNS server: {@code 10.0.0.2}, {@code 10.0.0.2:5353} or {@code
   * [fd00::2]:5353}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static InetSocketAddress server(String text) {
    int colon = text.lastIndexOf(':');
    boolean withPort = text.startsWith("[") ? text.indexOf("]:") > 0 : text.indexOf(':') == colon;
    String host = colon >= 0 && withPort ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    String digits = colon >= 0 && withPort ? text.substring(colon + 1) : "" + DNS_PORT;
    if (!isLiteral(host) || !digits.matches("[0-9]{1,5}") || port(digits) == 0) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not the address of a DNS server: use an IP address, and a port if it is not"
              + " 53, as in 10.0.0.2:5353 or [fd00::2]:5353.");
    }
    return new InetSocketAddress(InetAddress.ofLiteral(host), port(digits));
  }

  private static int port(String digits) {
    int port = Integer.parseInt(digits);
    return port > 65_535 ? 0 : port;
  }

  static boolean isLiteral(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }
}
