package io.ringway.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file of another load balancer.
 *
 * @param program the load balancer
 * @param upstreams the groups of servers that can be migrated
 * @param refused why others cannot
 * @param logs the formats of its access logs
 */
record ConfigSource(
    Program program, List<Upstream> upstreams, List<Refused> refused, List<LogFormat> logs) {

  private static final long MOST_BYTES = 16 << 20;

  /** The supported load balancers. */
  enum Program {
    NGINX,
    HAPROXY;

    /**
     * Detects the program by the grammar: HAProxy's file begins with the keyword of a section;
     * nginx's consists of directives that end with a semicolon or a block.
     */
    static Program of(Path file, String text) {
      String first =
          text.lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
              .findFirst()
              .orElse("");
      if (HaProxyFile.beginsWith(first)) {
        return HAPROXY;
      }
      try {
        NginxFile.parse(text);
        return NGINX;
      } catch (CliException noGrammarFits) {
        return file.toString().endsWith(".cfg") ? HAPROXY : NGINX;
      }
    }
  }

  /**
   * A part of the file that is not migrated.
   *
   * @param kind such as {@code upstream} or {@code backend}
   * @param name of the group of servers; empty if it is none
   * @param sentence the reason, with its line
   */
  record Refused(String kind, String name, String sentence) {

    String message() {
      return name.isEmpty() ? sentence : kind + " '" + name + "' is not taken over: " + sentence;
    }
  }

  /**
   * Reads a file.
   *
   * @param program whose file it is, or null to detect it
   * @param known fixed texts for variables that Ringway has no rule for
   */
  static ConfigSource read(Path file, @Nullable Program program, Map<String, String> known)
      throws IOException, CliException {
    String text;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new CliException(file + " has more than 16 MiB, which no configuration has.");
      }
      byte[] bytes = Files.readAllBytes(file);
      refuseByteOrderMark(file, bytes);
      // Bytes that are not UTF-8 are replaced: in comments they do not matter, and a name or key
      // that contains them is refused.
      text = new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new CliException("There is no file " + file + ".");
    } catch (IOException e) {
      throw new CliException("The file " + file + " cannot be read: " + e.getMessage() + ".");
    }
    try {
      return of(program == null ? Program.of(file, text) : program, text, known);
    } catch (CliException e) {
      throw new CliException(file + ", " + e.sentence());
    }
  }

  /**
   * Refuses a byte order mark, which editors of other systems put before the text: it would be part
   * of the first word.
   */
  private static void refuseByteOrderMark(Path file, byte[] bytes) throws CliException {
    boolean utf8 = beginsWith(bytes, 0xef, 0xbb, 0xbf);
    if (utf8 || beginsWith(bytes, 0xff, 0xfe) || beginsWith(bytes, 0xfe, 0xff)) {
      throw new CliException(
          file
              + " begins with a byte order mark "
              + (utf8 ? "(UTF-8)" : "(UTF-16)")
              + ", for which nginx and HAProxy refuse a file: save it as UTF-8 without one"
              + (utf8 ? ", for example with: sed -i '1s/^\\xEF\\xBB\\xBF//' " + file : "."));
    }
  }

  private static boolean beginsWith(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** Parses a text. */
  static ConfigSource of(Program program, String text, Map<String, String> known)
      throws CliException {
    return switch (program) {
      case NGINX -> NginxSource.read(text, known);
      case HAPROXY -> HaProxySource.read(text, known);
    };
  }

  /** Returns the group with this name. */
  Upstream upstream(String name) throws CliException {
    for (Upstream upstream : upstreams) {
      if (upstream.name().equals(name)) {
        return upstream;
      }
    }
    for (Refused each : refused) {
      if (each.name().equals(name)) {
        throw new CliException(each.message());
      }
    }
    throw new CliException(
        "There is no "
            + (program == Program.NGINX ? "upstream" : "backend")
            + " '"
            + name
            + "'; there is: "
            + String.join(", ", upstreams.stream().map(Upstream::name).toList())
            + ".");
  }
}
