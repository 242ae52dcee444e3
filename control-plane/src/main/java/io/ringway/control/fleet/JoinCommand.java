package io.ringway.control.fleet;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shell commands that start one more balancer.
 *
 * @param name name of the balancer, its data folder and its container: 1 to 63 letters, digits,
 *     dots, dashes, underscores
 * @param port traffic port, 1 to 65,535
 * @param adminPort admin port, another one
 * @param control address of the control plane
 * @param token its enrolment token
 */
record JoinCommand(String name, int port, int adminPort, String control, String token) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9:/._~-]+");
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  JoinCommand {
    check(name, port, adminPort);
  }

  /** Refuses invalid values with a sentence that says what to do. */
  static void check(String name, int port, int adminPort) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Give the balancer a name of 1 to 63 letters, digits, dots, dashes or underscores that"
              + " starts with a letter or a digit.");
    }
    if (port < 1 || port > 65_535 || adminPort < 1 || adminPort > 65_535 || port == adminPort) {
      throw new IllegalArgumentException("Give it two different ports from 1 to 65535.");
    }
  }

  /** Returns the command for the launcher, which needs the folder of Ringway and a JDK. */
  public String launcher() {
    return "RINGWAY_BALANCER_TOKEN="
        + token
        + " ./ringway balancer --control "
        + quoted(control)
        + " --name "
        + name
        + " --port "
        + port
        + " --admin-port "
        + adminPort
        + " --data ./data/"
        + name;
  }

  /** Returns the command for the container image. */
  public String docker() {
    return "docker run -d --restart unless-stopped --name "
        + name
        + " -v "
        + name
        + ":/data"
        + (isLocalOnly()
            ? " --network host -e RINGWAY_ADMIN_BIND=127.0.0.1"
            : " -p %1$d:%1$d -p 127.0.0.1:%2$d:%2$d".formatted(port, adminPort))
        + " -e RINGWAY_PORT="
        + port
        + " -e RINGWAY_ADMIN_PORT="
        + adminPort
        + " -e RINGWAY_NAME="
        + name
        + " -e RINGWAY_CONTROL_URL="
        + quoted(control)
        + " -e RINGWAY_BALANCER_TOKEN="
        + token
        + " ringway-balancer";
  }

  /** Tells whether the address of the control plane only works on its own machine. */
  public boolean isLocalOnly() {
    String host = URI.create(control).getHost();
    return host == null || THIS_MACHINE.contains(host);
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "JoinCommand[" + name + "]";
  }
}
