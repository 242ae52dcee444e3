package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one predicate, from its opening to its closing parenthesis, parsed as HAProxy's
 * {@code make_arg_list} does: an argument may be empty or quoted as a whole or in part, and a
 * backslash escapes quotes, blanks and backslashes. The line was split into words before, so these
 * are the quotes within the quotes of the file.
 *
 * @param values at least one, each as HAProxy compares it
 * @param end the index after the closing parenthesis
 */
record HaProxyArguments(List<String> values, int end) {

  /**
   * Parses the arguments.
   *
   * @param from the index after the opening parenthesis
   * @return null if they do not end
   */
  static @Nullable HaProxyArguments read(String text, int from) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    char quote = 0;
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      if ((c == '"' || c == '\'') && (quote == 0 || quote == c)) {
        quote = quote == 0 ? c : 0;
      } else if (c == '\\' && quote != '\'' && "\\\"' rnt".indexOf(next) >= 0 && next != 0) {
        value.append(next == 'r' ? '\r' : next == 'n' ? '\n' : next == 't' ? '\t' : next);
        at++;
      } else if (quote == 0 && (c == ',' || c == ')')) {
        values.add(value.toString());
        value.setLength(0);
        if (c == ')') {
          return new HaProxyArguments(List.copyOf(values), at + 1);
        }
      } else {
        value.append(c);
      }
    }
    return null;
  }
}
