package io.ringway.control.explain;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The parts of a curl command's request that routing reads.
 *
 * @param url with its scheme, or a path
 * @param headers lines such as {@code X-Key: user-42}
 */
record CurlCommand(String method, String url, List<String> headers) {

  private static final Set<String> DATA =
      Set.of("-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--json");

  /** Options whose value does not affect routing. */
  private static final Set<String> ELSEWHERE =
      Set.of("-o", "--output", "-w", "--write-out", "-m", "--max-time", "--connect-timeout");

  CurlCommand {
    headers = List.copyOf(headers);
  }

  /**
   * Reads a command as a shell would.
   *
   * @throws IllegalArgumentException when it is not a curl command; the message says what to do
   */
  static CurlCommand parse(String command) {
    String method = "";
    String url = "";
    List<String> headers = new ArrayList<>();
    Iterator<String> words = words(command).iterator();
    words.next(); // curl itself
    while (words.hasNext()) {
      String word = words.next();
      if (word.equals("-X") || word.equals("--request")) {
        method = value(word, words);
      } else if (word.equals("-H") || word.equals("--header")) {
        headers.add(value(word, words));
      } else if (word.equals("-b") || word.equals("--cookie")) {
        headers.add("Cookie: " + value(word, words));
      } else if (word.equals("-A") || word.equals("--user-agent")) {
        headers.add("User-Agent: " + value(word, words));
      } else if (word.equals("-e") || word.equals("--referer")) {
        headers.add("Referer: " + value(word, words));
      } else if (word.equals("-I") || word.equals("--head")) {
        method = method.isEmpty() ? "HEAD" : method;
      } else if (DATA.contains(word)) {
        String _ = value(word, words);
        method = method.isEmpty() ? "POST" : method;
      } else if (word.equals("--url")) {
        url = value(word, words);
      } else if (ELSEWHERE.contains(word)) {
        String _ = value(word, words);
      } else if (!word.startsWith("-")) {
        url = word;
      } else if (!word.matches("-[sSvikLfg]+|--[a-z0-9.-]+")) {
        throw new IllegalArgumentException(
            "The option " + word + " of curl is not read here: leave it out.");
      }
    }
    if (url.isEmpty()) {
      throw new IllegalArgumentException(
          "The curl command has no address: add one, such as localhost:5000/cart.");
    }
    boolean whole = url.matches("(?i)https?://.*") || url.startsWith("/");
    return new CurlCommand(
        method.isEmpty() ? "GET" : method, whole ? url : "http://" + url, headers);
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException("The option " + option + " of curl has no value: add it.");
    }
    return words.next();
  }

  /** Splits at spaces outside of quotes. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < command.length()) {
        i++;
        if (command.charAt(i) != '\n') {
          word.append(command.charAt(i));
          begun = true;
        }
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '$' && command.startsWith("'", i + 1)) {
        begun = true; // a shell's $'…': its escapes, which are rare, stay as they are
      } else if (c == '\'' || c == '"') {
        quote = c;
        begun = true;
      } else if (Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException(
          "The curl command has a quote " + quote + " that does not end: close it.");
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
