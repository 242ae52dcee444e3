package io.ringway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with variables, in reverse: extracts the values of the variables from a formatted line.
 * Each line is read once from the left. A value ends where the text after its variable comes next.
 */
final class NginxTemplate {

  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{(\\w+)\\})");

  /** Texts around the variables: one more than there are variables. */
  private final List<String> texts = new ArrayList<>();

  private final List<String> variables = new ArrayList<>();

  NginxTemplate(String text) {
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      texts.add(text.substring(end, matcher.start()));
      variables.add(matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
      end = matcher.end();
    }
    texts.add(text.substring(end));
  }

  List<String> variables() {
    return variables;
  }

  /** Returns the value of each variable, or null when the line does not match. */
  String @Nullable [] read(String line) {
    String[] values = new String[variables.size()];
    if (!line.startsWith(texts.getFirst())) {
      return null;
    }
    int at = texts.getFirst().length();
    for (int i = 0; i < values.length; i++) {
      String behind = texts.get(i + 1);
      boolean last = i == values.length - 1;
      int end = last ? line.length() - behind.length() : end(line, at, behind, variables.get(i));
      if (end < at || (last && !line.endsWith(behind))) {
        return null;
      }
      values[i] = line.substring(at, end);
      at = end + behind.length();
    }
    return values.length == 0 && at != line.length() ? null : values;
  }

  private static int end(String line, int at, String behind, String variable) {
    if (behind.isEmpty()) {
      return at; // two variables without a text between them cannot be separated
    }
    int end = line.indexOf(behind, at);
    // A request that went to several servers has a list: "a, b : c".
    while (end > at
        && variable.startsWith("upstream_")
        && behind.charAt(0) == ' '
        && (line.charAt(end - 1) == ','
            || line.charAt(end - 1) == ':'
            || line.startsWith(" : ", end))) {
      end = line.indexOf(behind, end + 1);
    }
    return end;
  }
}
