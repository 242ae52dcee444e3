package io.ringway.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A configuration file of another load balancer.
 *
 * @param program whose it is
 * @param upstreams the groups of servers that can be taken over
 * @param refusals why others cannot, each with its line
 * @param logs how its access log is read
 */
record Source(
    Program program, List<Upstream> upstreams, List<String> refusals, List<LogFormat> logs) {

  /** The load balancers whose files are understood. */
  enum Program {
    NGINX,
    HAPROXY;

    static Program of(Path file, String text) {
      if (file.toString().endsWith(".cfg") || text.matches("(?s)(.*\n)?(backend|listen) +\\S.*")) {
        return HAPROXY;
      }
      return NGINX;
    }
  }

  /**
   * Reads a file.
   *
   * @param known fixed texts for variables that Ringway has no rule for
   */
  static Source read(Path file, Map<String, String> known) throws IOException, Refusal {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new Refusal("There is no file " + file + ".");
    }
    try {
      return switch (Program.of(file, text)) {
        case NGINX -> NginxSource.read(text, known);
        case HAPROXY -> HaProxySource.read(text);
      };
    } catch (Refusal e) {
      throw new Refusal(file + ", " + e.sentence());
    }
  }

  /** The group of this name. */
  Upstream upstream(String name) throws Refusal {
    for (Upstream upstream : upstreams) {
      if (upstream.name().equals(name)) {
        return upstream;
      }
    }
    for (String refusal : refusals) {
      if (refusal.contains("'" + name + "'")) {
        throw new Refusal(refusal);
      }
    }
    throw new Refusal(
        "There is no "
            + (program == Program.NGINX ? "upstream" : "backend")
            + " '"
            + name
            + "'; there is: "
            + String.join(", ", upstreams.stream().map(Upstream::name).toList())
            + ".");
  }
}
