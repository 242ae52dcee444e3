package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import io.ringway.cli.HaProxyFile.Section;
import java.util.ArrayList;
import java.util.List;

/** The rules that modify a request before HAProxy hashes it. */
final class HaProxyRequestRules {

  private static final List<String> CHANGES =
      List.of(
          "add-header",
          "del-header",
          "normalize-uri",
          "replace-",
          "set-header",
          "set-method",
          "set-path",
          "set-query",
          "set-src",
          "set-uri",
          "lua.");

  private HaProxyRequestRules() {}

  /**
   * Adds the note that the user needs about a line {@code http-request …} or {@code tcp-request …}.
   */
  static void remark(Line line, List<String> remarks) {
    for (int at = 1; at < Math.min(4, line.words().size()); at++) {
      String word = line.word(at);
      if (CHANGES.stream().anyMatch(word::startsWith)) {
        remarks.add(
            "line "
                + line.number()
                + ": '"
                + line.name()
                + " "
                + word
                + "' changes requests before HAProxy hashes them; Ringway hashes what the client"
                + " sent, so keys that depend on it differ.");
        return;
      }
    }
  }

  /** Returns the frontends of a file that send requests to a backend, as far as the file shows. */
  static List<Section> frontends(HaProxyFile file, String backend) {
    List<Section> found = new ArrayList<>();
    for (Section section : file.sections()) {
      boolean leads =
          section.is("frontend", "listen")
              && section.all().stream()
                  .anyMatch(line ->
                      (line.name().equals("use_backend") || line.name().equals("default_backend"))
                          && (line.word(1).equals(backend)
                              || line.word(1).contains("%[")
                              || !line.unknown().isEmpty()));
      if (leads && !(section.is("listen") && section.name().equals(backend))) {
        found.add(section);
      }
    }
    return found;
  }
}
