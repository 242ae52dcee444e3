package io.ringway.protocol;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether the servers of a cluster are spoken to with TLS, by requests and by health checks. Then
 * each of them has to prove who it is: whose word is taken for that, each balancer is told by its
 * operator, and there is no way to do without.
 *
 * @param enabled whether it is TLS; else everything goes in the clear
 * @param name the host name that is asked for (SNI, RFC 6066 section 3) and that every server's
 *     certificate has to be for, at most 253 characters, kept in lower case; empty stands for the
 *     host of each server, which may be an address
 */
public record ServerTls(boolean enabled, String name) {

  /** In the clear. */
  public static final ServerTls OFF = new ServerTls(false, "");

  private static final Pattern HOST_NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

  /** Checks the name. */
  public ServerTls {
    name = name.toLowerCase(Locale.ROOT);
    if (!name.isEmpty() && (name.length() > 253 || !HOST_NAME.matcher(name).matches())) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no host name that servers can prove to be: give one such as"
              + " shop.internal.example, without port, or nothing for the host of each server.");
    }
  }

  /** The name that a server on this host has to prove. */
  public String nameOf(String host) {
    return name.isEmpty() ? host : name;
  }
}
