package io.ringway.routing.key;

import io.ringway.protocol.address.Network;
import java.net.IDN;
import java.util.regex.Pattern;

/**
 * The syntax of a host that a cluster listens for: it must be able to equal the {@code Host} of a
 * request (RFC 9110 section 7.2, RFC 3986 section 3.2.2), without its port.
 */
public final class ListenHost {

  /**
   * The allowed characters. They exclude {@code *}, which the RFC allows but which is always meant
   * as a wildcard. They also exclude the comma, which balancers refuse because it would make two
   * hosts of one in {@code X-Forwarded-Host}.
   */
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9._~!$&'()+;=-]|%[0-7][0-9A-Fa-f])+");

  private static final Pattern LITERAL = Pattern.compile("\\[([0-9A-Fa-f:.]+)]");
  private static final Pattern FUTURE =
      Pattern.compile("\\[[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+;=:-]+]");
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://");
  private static final Pattern PORT = Pattern.compile("(?<!:):[0-9]*$");

  /** Characters that IDNA 2008 keeps but the JDK, with IDNA 2003, converts to others. */
  private static final Pattern NOT_IN_IDNA_2003 = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

  private ListenHost() {}

  /**
   * Refuses a host that no request can have.
   *
   * @throws IllegalArgumentException that says what to write instead
   */
  public static void check(String host) {
    if (canMatch(host)) {
      return;
    }
    if (host.indexOf('*') >= 0 || host.startsWith("~")) {
      throw refused(host, "There are no patterns: name each host, or none at all for every host.");
    }
    String bare = bare(host);
    String portAside = PORT.matcher(bare).replaceFirst("");
    String proposal = ascii(portAside);
    if (!canMatch(proposal)) {
      throw refused(
          host,
          bare.chars().anyMatch(c -> c > 0x7f)
              ? "A name with letters beyond ASCII is written as clients send it, with labels that"
                  + " begin with xn--."
              : "Give a name such as shop.example, an IPv4 address or an IPv6 address in brackets,"
                  + " without scheme, port, path and blanks; several hosts each on its own.");
    }
    throw refused(
        host,
        "Write '"
            + proposal
            + "'"
            + (proposal.equals(portAside) ? "" : ", as clients send it")
            + (portAside.equals(bare)
                ? "."
                : "; the port that a cluster listens on is listen.port."));
  }

  private static boolean canMatch(String host) {
    var literal = LITERAL.matcher(host);
    if (literal.matches()) {
      return isAddress(literal.group(1));
    }
    return FUTURE.matcher(host).matches() || NAME.matcher(host).matches();
  }

  private static boolean isAddress(String text) {
    try {
      return text.indexOf(':') >= 0 && text.indexOf('/') < 0 && Network.parse(text).bits() > 0;
    } catch (IllegalArgumentException _) {
      return false; // the caller explains the syntax of a host, quoting the whole text
    }
  }

  /** Returns the host and port of a URL, without the rest. */
  private static String bare(String host) {
    String bare = SCHEME.matcher(host.strip()).replaceFirst("");
    int end = 0;
    while (end < bare.length() && "/?#".indexOf(bare.charAt(end)) < 0) {
      end++;
    }
    bare = bare.substring(bare.substring(0, end).lastIndexOf('@') + 1, end);
    return isAddress(bare) ? "[" + bare + "]" : bare;
  }

  /** Returns the form that clients send (A-labels, RFC 5890), or the text where there is none. */
  private static String ascii(String host) {
    if (NOT_IN_IDNA_2003.matcher(host).find()) {
      return host;
    }
    try {
      return host.chars().anyMatch(c -> c > 0x7f) ? IDN.toASCII(host) : host;
    } catch (IllegalArgumentException _) {
      return host; // the text is refused then, and the message explains the syntax of a host
    }
  }

  private static IllegalArgumentException refused(String host, String advice) {
    String shown = host.length() <= 100 ? host : host.substring(0, 100) + "…";
    return new IllegalArgumentException(
        "No request can have '"
            + shown
            + "' as its host (listen.hosts), which is compared without its port. "
            + advice);
  }
}
