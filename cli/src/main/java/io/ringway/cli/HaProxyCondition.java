package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of an expression after {@code .if} or {@code .elif}: numbers, {@code !}, {@code &&},
 * {@code ||}, parentheses, {@code defined}, {@code streq} and {@code strneq}. Predicates about the
 * running HAProxy, such as {@code feature}, are refused.
 */
final class HaProxyCondition {

  private static final int DEEPEST = 32;
  private static final Pattern NUMBER = Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|[0-9]+)");
  private static final Pattern PREDICATE = Pattern.compile("([a-z_]+)\\(");

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

  /** Returns whether the branch is taken. The empty expression is false. */
  boolean holds() throws CliException {
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

  /** Returns the variables that were assumed to be undefined because nothing defines them. */
  List<String> guessed() {
    return guessed;
  }

  private boolean or(int depth) throws CliException {
    boolean value = and(depth);
    while (text.startsWith("||", at)) {
      at += 2;
      value |= and(depth);
    }
    return value;
  }

  private boolean and(int depth) throws CliException {
    boolean value = term(depth);
    while (text.startsWith("&&", at)) {
      at += 2;
      value &= term(depth);
    }
    return value;
  }

  private boolean term(int depth) throws CliException {
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
      matcher = PREDICATE.matcher(text).region(at, text.length());
      HaProxyArguments arguments =
          matcher.lookingAt() ? HaProxyArguments.read(text, matcher.end()) : null;
      if (arguments == null) {
        throw refused();
      }
      at = arguments.end();
      value = predicate(matcher.group(1), arguments.values());
    }
    blanks();
    return value != negated;
  }

  private boolean predicate(String name, List<String> arguments) throws CliException {
    return switch (name) {
      case "defined" -> defined(exactly(1, name, arguments).getFirst());
      case "streq" -> equal(exactly(2, name, arguments));
      case "strneq" -> !equal(exactly(2, name, arguments));
      default -> throw refused();
    };
  }

  private List<String> exactly(int count, String name, List<String> arguments) throws CliException {
    if (arguments.size() != count) {
      throw new CliException(
          line,
          "'%s' takes %d argument%s, not %d: HAProxy refuses the condition '%s'."
              .formatted(name, count, count == 1 ? "" : "s", arguments.size(), text));
    }
    return arguments;
  }

  private static boolean equal(List<String> two) {
    return two.getFirst().equals(two.getLast());
  }

  /** Returns whether a variable is defined. No variable has an empty name. */
  private boolean defined(String variable) {
    boolean defined = environment.value(variable) != null;
    if (!defined && !variable.isEmpty() && !environment.knownUnset(variable)) {
      guessed.add(variable);
    }
    return defined;
  }

  private void blanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private CliException refused() {
    return new CliException(
        line,
        "the condition '"
            + text
            + "' cannot be decided without the HAProxy that runs: leave only the branch that it"
            + " takes.");
  }
}
