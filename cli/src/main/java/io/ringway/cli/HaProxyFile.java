package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The sections of an HAProxy configuration: one directive a line, words with quotes and escapes.
 */
final class HaProxyFile {

  private static final Set<String> SECTIONS =
      Set.of(
          "global",
          "defaults",
          "frontend",
          "backend",
          "listen",
          "peers",
          "resolvers",
          "userlist",
          "mailers",
          "cache",
          "program",
          "http-errors",
          "ring",
          "log-forward",
          "fcgi-app",
          "crt-list",
          "crt-store",
          "traces");

  private HaProxyFile() {}

  /**
   * A directive.
   *
   * @param number of its line, from 1
   */
  record Line(int number, List<String> words) {

    String name() {
      return words.getFirst();
    }

    /** A word by its place, or the empty text. */
    String word(int index) {
      return index < words.size() ? words.get(index) : "";
    }

    boolean has(String word) {
      return words.contains(word);
    }

    /** The word after this one, or the empty text. */
    String after(String word) {
      int index = words.indexOf(word);
      return index < 0 ? "" : word(index + 1);
    }
  }

  /**
   * A section.
   *
   * @param head such as {@code backend app}
   * @param defaults the lines of the defaults that hold for it
   */
  record Section(Line head, List<Line> lines, List<Line> defaults) {

    /** The last line of this name, here or else in the defaults. */
    Optional<Line> line(String name) {
      return last(lines, name).or(() -> last(defaults, name));
    }

    private static Optional<Line> last(List<Line> lines, String name) {
      return lines.reversed().stream().filter(line -> line.name().equals(name)).findFirst();
    }
  }

  static List<Section> parse(String text) throws Refusal {
    List<Section> sections = new ArrayList<>();
    List<Line> defaults = List.of();
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      List<String> words = words(number, raw);
      if (words.isEmpty()) {
        continue;
      }
      Line line = new Line(number, words);
      if (SECTIONS.contains(line.name()) && !Character.isWhitespace(raw.charAt(0))) {
        Section section = new Section(line, new ArrayList<>(), defaults);
        if (line.name().equals("defaults")) {
          defaults = section.lines();
        }
        sections.add(section);
      } else if (sections.isEmpty()) {
        throw new Refusal(number, "'" + line.name() + "' stands outside of every section.");
      } else {
        sections.getLast().lines().add(line);
      }
    }
    return sections;
  }

  private static List<String> words(int number, String raw) throws Refusal {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean any = false;
    char quote = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < raw.length()) {
        word.append(raw.charAt(++i));
        any = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        any = true;
      } else if (c == '#') {
        break;
      } else if (Character.isWhitespace(c)) {
        if (any) {
          words.add(word.toString());
          word.setLength(0);
          any = false;
        }
      } else {
        word.append(c);
        any = true;
      }
    }
    if (quote != 0) {
      throw new Refusal(number, "a quote is not closed.");
    }
    if (any) {
      words.add(word.toString());
    }
    return words;
  }
}
