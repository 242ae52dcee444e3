package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of one line of an HAProxy configuration: quotes, escapes, comments and variables as in
 * sections 2.2 and 2.3 of HAProxy's configuration manual.
 */
final class HaProxyWords {

  /** The maximum number of words, which is HAProxy's own. */
  private static final int MOST = 64;

  private final int number;
  private final String raw;
  private final HaProxyEnvironment environment;
  private final String section;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private String unknown = "";
  private int at;

  private HaProxyWords(int number, String raw, HaProxyEnvironment environment, String section) {
    this.number = number;
    this.raw = raw;
    this.environment = environment;
    this.section = section;
  }

  /**
   * Splits a line.
   *
   * @param section name of the section that contains it, for {@code .SECTION}
   */
  static HaProxyFile.Line split(
      int number, String raw, HaProxyEnvironment environment, String section) throws CliException {
    HaProxyWords words = new HaProxyWords(number, raw, environment, section);
    words.read();
    return new HaProxyFile.Line(number, List.copyOf(words.words), words.unknown);
  }

  private void read() throws CliException {
    while (at < raw.length() && space(raw.charAt(at))) {
      at++;
    }
    char quote = 0;
    boolean done = false;
    while (!done && at < raw.length()) {
      char c = raw.charAt(at);
      if (c == '\r') {
        done = true;
      } else if (c == 0) {
        throw new CliException(number, "a NUL character; HAProxy refuses the file.");
      } else if (quote == 0 && c == '#') {
        done = true;
      } else if ((c == '"' || c == '\'') && (quote == 0 || quote == c)) {
        quote = quote == 0 ? c : 0;
        at++;
      } else if (c == '\\' && quote != '\'') {
        escape(quote);
      } else if (quote == 0 && space(c)) {
        while (at < raw.length() && space(raw.charAt(at))) {
          at++;
        }
        end();
      } else if (c == '$' && quote == '"') {
        variable();
      } else {
        word.append(c);
        at++;
      }
    }
    if (quote != 0) {
      throw new CliException(number, "a quote is not closed.");
    }
    if (!word.isEmpty()) {
      end();
    }
    if (words.size() > MOST) {
      throw new CliException(number, "more than 64 words; HAProxy refuses the file.");
    }
  }

  private void end() {
    words.add(word.toString());
    word.setLength(0);
  }

  static boolean space(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private char peek(int ahead) {
    return at + ahead < raw.length() ? raw.charAt(at + ahead) : 0;
  }

  private void escape(char quote) throws CliException {
    char next = peek(1);
    switch (next) {
      case ' ', '\\', '#', '\'', '"' -> word.append(next);
      case 't' -> word.append('\t');
      case 'n' -> word.append('\n');
      case 'r' -> word.append('\r');
      case '$' -> {
        // Outside of double quotes the dollar is an ordinary character, and so is the backslash.
        word.append(quote == '"' ? "$" : "\\$");
      }
      case 'x' -> {
        int high = Character.digit(peek(2), 16);
        int low = Character.digit(peek(3), 16);
        if (high < 0 || low < 0) {
          throw new CliException(number, "'\\x' is not followed by two hexadecimal digits.");
        }
        word.append((char) (high << 4 | low));
        at += 2;
      }
      default -> {
        word.append('\\');
        at--;
      }
    }
    at += 2;
  }

  private void variable() throws CliException {
    at++;
    boolean brace = peek(0) == '{';
    at += brace ? 1 : 0;
    int start = at;
    at += peek(0) == '.' ? 1 : 0;
    if (!letter(peek(0)) || (at == start && peek(0) >= '0' && peek(0) <= '9')) {
      throw new CliException(
          number, "'$' in double quotes is not followed by the name of a variable.");
    }
    while (letter(peek(0))) {
      at++;
    }
    String name = raw.substring(start, at);
    boolean expand = brace && peek(0) == '[';
    if (expand) {
      if (!raw.startsWith("[*]", at)) {
        throw new CliException(
            number, "the variable " + name + " is followed by '[' but not '[*]'.");
      }
      at += 3;
    }
    @Nullable String otherwise = null;
    if (brace) {
      int close = raw.indexOf('}', at);
      if (close < 0 || (close > at && peek(0) != '-')) {
        throw new CliException(
            number,
            "the braces of the variable "
                + name
                + " are not closed behind its name; HAProxy's form is ${"
                + name
                + "} or ${"
                + name
                + "-default}.");
      }
      otherwise = close > at ? raw.substring(at + 1, close) : null;
      at = close + 1;
    }
    put(name, otherwise, expand);
  }

  private static boolean letter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  private void put(String name, @Nullable String otherwise, boolean expand) throws CliException {
    @Nullable String value = environment.value(name);
    if (name.startsWith(".")) {
      value =
          switch (name) {
            case ".LINE" -> String.valueOf(number);
            case ".SECTION" -> section;
            case ".FILE" -> null;
            default -> throw new CliException(number, "there is no variable '" + name + "'.");
          };
    }
    if (value == null && environment.knownUnset(name)) {
      value = otherwise == null ? "" : otherwise;
    }
    if (value == null) {
      unknown = unknown.isEmpty() ? name : unknown;
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      if (expand && space(value.charAt(i))) {
        while (i + 1 < value.length() && space(value.charAt(i + 1))) {
          i++;
        }
        end();
      } else {
        word.append(value.charAt(i));
      }
    }
  }
}
