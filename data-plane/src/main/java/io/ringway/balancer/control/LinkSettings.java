package io.ringway.balancer.control;

import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * The settings of the link to the control plane.
 *
 * @param control its address, {@code http(s)://host[:port]} or {@code ws(s)://…}
 * @param token read before every attempt, so that a renewed token needs no restart
 * @param pingMillis between two pings; two unanswered ones end the connection
 * @param backoffBaseMillis bound of the first wait between attempts
 * @param backoffCapMillis bound of the longest wait
 */
public record LinkSettings(
    URI control, Token token, long pingMillis, long backoffBaseMillis, long backoffCapMillis) {

  /** The source of the enrolment token. */
  @FunctionalInterface
  public interface Token {
    /** Reads the token; the message of the exception names the setting. */
    String read() throws IOException;
  }

  /**
   * Creates settings with the defaults: a ping every 15 seconds, waits of up to 250 ms at first and
   * at most 10 s. On loopback the longest wait is half a second: there is no herd to spread, and a
   * user waits for the start.
   */
  public LinkSettings(URI control, Token token) {
    this(
        control, token, 15_000, 250, LOOPBACK.matcher(control.toString()).matches() ? 500 : 10_000);
  }

  private static final Pattern LOOPBACK =
      Pattern.compile("[a-z]+://(localhost|127\\.[0-9.]+|\\[::1])([:/].*)?");

  /** Checks the address. */
  public LinkSettings {
    String scheme = control.getScheme();
    if (scheme == null
        || !scheme.matches("https?|wss?")
        || control.getHost() == null
        || control.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "'" + control + "' is not the address of a control plane: use http://host:port.");
    }
  }

  boolean tls() {
    return control.getScheme().equals("https") || control.getScheme().equals("wss");
  }

  int port() {
    return control.getPort() > 0 ? control.getPort() : tls() ? 443 : 80;
  }

  /** Returns the host for sockets: an IPv6 literal without brackets. */
  String host() {
    String host = control.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
