package io.ringway.protocol;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The TLS settings of connections to a cluster's servers, for requests and for health checks. With
 * TLS, each server has to prove its identity. The operator of each balancer configures the
 * authorities that it trusts; verification cannot be switched off.
 *
 * @param enabled whether connections use TLS; else they are plain text
 * @param name the server name (SNI, RFC 6066 section 3) that every server's certificate has to be
 *     valid for, at most 253 characters, kept in lower case; empty stands for the host of each
 *     server, which may be an address
 */
public record ServerTls(boolean enabled, String name) {

  /** No TLS. */
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

  /** Returns the name that a server on this host has to prove. */
  public String nameOf(String host) {
    return name.isEmpty() ? host : name;
  }
}
