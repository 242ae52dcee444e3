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
   * @param words its name and its arguments
   * @param block the directives within its braces; empty for a simple directive
   */
  record Directive(int line, List<String> words, List<Directive> block) {

    String name() {
      return words.getFirst();
    }

    /** Returns the first argument, or the empty text. */
    String first() {
      return words.size() > 1 ? words.get(1) : "";
    }

    Optional<Directive> inner(String name) {
      return block.stream().filter(directive -> directive.name().equals(name)).findFirst();
    }

    /** Returns this directive and all within it. */
    Stream<Directive> all() {
      return Stream.concat(Stream.of(this), block.stream().flatMap(Directive::all));
    }
  }

  private static final int DEEPEST = 64;
  private static final String RAW_BLOCK = "_by_lua_block";

  private final String text;
  private int at;
  private int line = 1;

  private NginxFile(String text) {
    this.text = text;
  }

  static List<Directive> parse(String text) throws CliException {
    return new NginxFile(text).block(0);
  }

  /** Parses directives to the end of the file or of the block at this depth. */
  private List<Directive> block(int depth) throws CliException {
    if (depth > DEEPEST) {
      throw new CliException(line, "more than " + DEEPEST + " blocks within each other.");
    }
    List<Directive> directives = new ArrayList<>();
    List<String> words = new ArrayList<>();
    int opened = line;
    int start = line;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (blank(c)) {
        skip();
      } else if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (c == ';' || c == '{') {
        if (words.isEmpty()) {
          throw new CliException(line, "'" + c + "' without a directive before it.");
        }
        at++;
        List<Directive> inner = List.of();
        if (c == '{' && words.getFirst().endsWith(RAW_BLOCK)) {
          raw();
        } else if (c == '{') {
          inner = block(depth + 1);
        }
        directives.add(new Directive(start, List.copyOf(words), inner));
        words.clear();
      } else if (c == '}') {
        if (depth == 0 || !words.isEmpty()) {
          throw new CliException(
              line, depth > 0 ? "a ';' is missing before '}'." : "'}' closes nothing.");
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
    if (depth > 0 || !words.isEmpty()) {
      throw new CliException(
          words.isEmpty() ? opened : start,
          "the file ends within a directive: '}' or ';' is missing.");
    }
    return directives;
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private void skip() {
    if (text.charAt(at) == '\n') {
      line++;
    }
    at++;
  }

  /** Skips Lua code up to its closing brace, ignoring braces in strings and comments of Lua. */
  private void raw() throws CliException {
    int start = line;
    int open = 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (text.startsWith("--", at)) {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
        continue;
      }
      if (c == '"' || c == '\'') {
        skip();
        while (at < text.length() && text.charAt(at) != c) {
          if (text.charAt(at) == '\\' && at + 1 < text.length()) {
            skip();
          }
          skip();
        }
      }
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (at < text.length()) {
        skip();
      }
      if (open == 0) {
        return;
      }
    }
    throw new CliException(start, "the file ends within Lua code: '}' is missing.");
  }

  /** Reads a quoted word. A backslash escapes the next character, whatever it is. */
  private String quoted(char quote) throws CliException {
    int opened = line;
    skip();
    int start = at;
    while (at < text.length() && text.charAt(at) != quote) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        skip();
      }
      skip();
    }
    if (at >= text.length()) {
      throw new CliException(opened, "a quote is not closed.");
    }
    String word = unescaped(text.substring(start, at));
    skip();
    if (at < text.length() && !blank(text.charAt(at)) && ";{)".indexOf(text.charAt(at)) < 0) {
      throw new CliException(line, "a blank is missing behind a quoted word.");
    }
    return word;
  }

  private String word() {
    int start = at;
    boolean variable = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        skip();
        variable = false;
      } else if (!variable || c != '{') {
        if (blank(c) || c == ';' || c == '{') {
          break;
        }
        variable = c == '$';
      }
      skip();
    }
    return unescaped(text.substring(start, at));
  }

  /** Resolves escapes as nginx does: only those of quotes, backslashes, tabs and line ends. */
  private static String unescaped(String word) {
    if (word.indexOf('\\') < 0) {
      return word;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      char next = i + 1 < word.length() ? word.charAt(i + 1) : 0;
      if (c == '\\' && "\"'\\trn".indexOf(next) >= 0 && next != 0) {
        plain.append(next == 't' ? '\t' : next == 'r' ? '\r' : next == 'n' ? '\n' : next);
        i++;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
