package io.ringway.balancer.resolver;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of name resolution.
 *
 * @param servers the DNS servers in order; empty for those of the system
 * @param maxTtlMillis the longest time that a response is cached, whatever its TTL
 * @param resolvConf the system's configuration: resolv.conf(5)
 * @param hosts the hosts file: hosts(5)
 */
public record ResolverSettings(
    List<InetSocketAddress> servers, long maxTtlMillis, Path resolvConf, Path hosts) {

  /** The shortest time that a response is cached. */
  static final long MIN_TTL_MILLIS = 1_000;

  private static final int DNS_PORT = 53;

  /** The system's servers, and a longest TTL of 5 seconds. */
  public static final ResolverSettings DEFAULT = new ResolverSettings(List.of(), 5);

  /** Copies the list. */
  public ResolverSettings {
    servers = List.copyOf(servers);
  }

  /**
   * Creates settings with the files of the system.
   *
   * @throws IllegalArgumentException when the TTL is not 1 to 60 seconds
   */
  public ResolverSettings(List<InetSocketAddress> servers, int maxTtlSeconds) {
    this(servers, maxTtlSeconds * 1_000L, Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"));
    if (maxTtlSeconds < 1 || maxTtlSeconds > 60) {
      throw new IllegalArgumentException(
          "The longest time that a DNS response is cached is 1 to 60 seconds, not "
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
