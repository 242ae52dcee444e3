package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of an expression behind {@code .if} or {@code .elif}: numbers, {@code !}, {@code &&},
 * {@code ||}, parentheses, {@code defined}, {@code streq} and {@code strneq}. What asks for the
 * HAProxy that runs, such as {@code feature}, is refused.
 */
final class HaProxyCondition {

  private static final int DEEPEST = 32;
  private static final Pattern NUMBER = Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|[0-9]+)");
  private static final Pattern CALL = Pattern.compile("([a-z_]+)\\(([^()\"'\\\\ \t]*)\\)");

  private final int line;
  private final String text;
  private final HaProxyEnvironment environment;
  private final List<String> guessed = new ArrayList<>();
  private int at;

  HaProxyCondition(int line, String text, HaProxyEnvironment environment) {
    this.line = line;
    this.text = text;
    this.environment = environment;
  }

  /** Tells whether the branch is taken. The empty expression is false. */
  boolean holds() throws Refusal {
    blanks();
    if (at == text.length()) {
      return false;
    }
    boolean value = or(0);
    if (at < text.length()) {
      throw refused();
    }
    return value;
  }

  /** The variables that were taken as not defined because nobody said otherwise. */
  List<String> guessed() {
    return guessed;
  }

  private boolean or(int depth) throws Refusal {
    boolean value = and(depth);
    while (text.startsWith("||", at)) {
      at += 2;
      value |= and(depth);
    }
    return value;
  }

  private boolean and(int depth) throws Refusal {
    boolean value = term(depth);
    while (text.startsWith("&&", at)) {
      at += 2;
      value &= term(depth);
    }
    return value;
  }

  private boolean term(int depth) throws Refusal {
    blanks();
    boolean negated = false;
    while (text.startsWith("!", at)) {
      negated = !negated;
      at++;
      blanks();
    }
    boolean value;
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (matcher.lookingAt()) {
      at = matcher.end();
      value = matcher.group(1).replaceFirst("^0[xX]", "").chars().anyMatch(c -> c != '0');
    } else if (text.startsWith("(", at) && depth < DEEPEST) {
      at++;
      value = or(depth + 1);
      if (!text.startsWith(")", at)) {
        throw refused();
      }
      at++;
    } else {
      matcher = CALL.matcher(text).region(at, text.length());
      if (!matcher.lookingAt()) {
        throw refused();
      }
      at = matcher.end();
      value = predicate(matcher.group(1), matcher.group(2).split(",", -1));
    }
    blanks();
    return value != negated;
  }

  private boolean predicate(String name, String[] arguments) throws Refusal {
    if (name.equals("defined") && arguments.length == 1 && !arguments[0].isEmpty()) {
      boolean defined = environment.value(arguments[0]) != null;
      if (!defined && !environment.surelyUnset(arguments[0])) {
        guessed.add(arguments[0]);
      }
      return defined;
    }
    boolean two = arguments.length == 2 && !arguments[0].isEmpty() && !arguments[1].isEmpty();
    if (two && name.equals("streq")) {
      return arguments[0].equals(arguments[1]);
    }
    if (two && name.equals("strneq")) {
      return !arguments[0].equals(arguments[1]);
    }
    throw refused();
  }

  private void blanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private Refusal refused() {
    return new Refusal(
        line,
        "the condition '"
            + text
            + "' cannot be decided without the HAProxy that runs: leave only the branch that it"
            + " takes.");
  }
}
