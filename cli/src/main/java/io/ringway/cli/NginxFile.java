package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The directives of an nginx configuration: words, quotes, comments and blocks. */
final class NginxFile {

  /**
   * A directive.
   *
   * @param line where it begins, from 1
   * @param words its name and what follows
   * @param block what stands in its braces; empty for a simple directive
   */
  record Directive(int line, List<String> words, List<Directive> block) {

    String name() {
      return words.getFirst();
    }

    /** The word after the name, or the empty text. */
    String first() {
      return words.size() > 1 ? words.get(1) : "";
    }

    Optional<Directive> inner(String name) {
      return block.stream().filter(directive -> directive.name().equals(name)).findFirst();
    }

    /** This one and all within it. */
    Stream<Directive> all() {
      return Stream.concat(Stream.of(this), block.stream().flatMap(Directive::all));
    }
  }

  private final String text;
  private int at;
  private int line = 1;

  private NginxFile(String text) {
    this.text = text;
  }

  static List<Directive> parse(String text) throws Refusal {
    return new NginxFile(text).block(false);
  }

  private List<Directive> block(boolean inBraces) throws Refusal {
    List<Directive> directives = new ArrayList<>();
    List<String> words = new ArrayList<>();
    int start = line;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        skip();
      } else if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (c == ';' || c == '{') {
        if (words.isEmpty()) {
          throw new Refusal(line, "'" + c + "' without a directive before it.");
        }
        at++;
        List<Directive> inner = c == '{' ? block(true) : List.of();
        directives.add(new Directive(start, List.copyOf(words), inner));
        words.clear();
      } else if (c == '}') {
        if (!inBraces || !words.isEmpty()) {
          throw new Refusal(
              line, inBraces ? "a ';' is missing before '}'." : "'}' closes nothing.");
        }
        at++;
        return directives;
      } else {
        if (words.isEmpty()) {
          start = line;
        }
        words.add(c == '"' || c == '\'' ? quoted(c) : word());
      }
    }
    if (inBraces || !words.isEmpty()) {
      throw new Refusal(start, "the file ends within a directive: '}' or ';' is missing.");
    }
    return directives;
  }

  private void skip() {
    if (text.charAt(at) == '\n') {
      line++;
    }
    at++;
  }

  private String quoted(char quote) throws Refusal {
    int start = line;
    StringBuilder word = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != quote) {
      if (text.charAt(at) == '\\' && at + 1 < text.length() && escapable(text.charAt(at + 1))) {
        at++;
      }
      word.append(text.charAt(at));
      skip();
    }
    if (at == text.length()) {
      throw new Refusal(start, "a quote is not closed.");
    }
    at++;
    return word.toString();
  }

  private static boolean escapable(char c) {
    return c == '"' || c == '\'' || c == '\\';
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean variable = c == '{' && word.length() > 0 && word.charAt(word.length() - 1) == '$';
      if (Character.isWhitespace(c) || c == ';' || (c == '{' && !variable)) {
        break;
      }
      if (variable) {
        int end = Math.max(text.indexOf('}', at), at);
        word.append(text, at, end + 1);
        at = end + 1;
      } else {
        word.append(c);
        at++;
      }
    }
    return word.toString();
  }
}
