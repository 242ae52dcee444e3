package io.ringway.balancer.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One row of the battery: what is said on both sides, and what both sides get. How the files are
 * written is told in {@code battery/README.md}.
 *
 * @param name what it shows
 * @param rfc the sections that ask for it
 * @param client what the client does, in order
 * @param answers what the server says to the first request, the second and so on
 * @param expected what must come of it
 */
record Case(
    String name, String rfc, List<Step> client, List<Answer> answers, List<Expectation> expected) {

  private static final int WORD = 12;

  /** Something that the client does. */
  record Step(String verb, String text) {}

  /**
   * The response of the server to one request.
   *
   * @param early sent as soon as the head is there
   * @param late sent after the whole request
   * @param closes whether it closes the connection then
   */
  record Answer(String early, String late, boolean closes) {
    static final Answer OK =
        new Answer("", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false);
  }

  /** Something that must be true afterwards. */
  record Expectation(String verb, String text) {}

  @Override
  public String toString() {
    return name + " (RFC " + rfc + ")";
  }

  /** Reads a file of the battery. */
  static Stream<Case> in(String file) {
    try (InputStream in = Case.class.getResourceAsStream("battery/" + file + ".txt")) {
      if (in == null) {
        throw new IllegalArgumentException("There is no battery/" + file + ".txt.");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split("(?m)^== ")).skip(1).map(block -> read(file, block));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(String file, String block) {
    List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
    String rfc = "";
    List<Step> client = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    List<Expectation> expected = new ArrayList<>();
    String early = "";
    for (String line : lines.subList(1, lines.size())) {
      if (line.isBlank()) {
        continue;
      }
      String verb = line.substring(0, Math.min(WORD, line.length())).strip();
      String text = line.length() > WORD ? unescape(line.substring(WORD)) : "";
      switch (verb) {
        case "rfc" -> rfc = text;
        case "send", "await", "until-sees", "half-close" -> client.add(new Step(verb, text));
        case "early" -> early = text;
        case "answer", "answer-end" -> {
          answers.add(new Answer(early, text, verb.equals("answer-end")));
          early = "";
        }
        case "client",
            "body",
            "trailers",
            "has",
            "lacks",
            "server",
            "sees",
            "sees-has",
            "sees-lacks" ->
            expected.add(new Expectation(verb, text));
        default ->
            throw new IllegalArgumentException(file + ": what is '" + verb + "' in " + lines + "?");
      }
    }
    if (rfc.isEmpty() || client.isEmpty() || expected.isEmpty()) {
      throw new IllegalArgumentException(file + ": unfinished case " + lines);
    }
    return new Case(lines.getFirst().strip(), rfc, client, answers, expected);
  }

  /** Turns {@code ⏎} into CR LF, {@code \x00} into a byte and {@code {a*9}} into nine of them. */
  static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '⏎') {
        out.append("\r\n");
      } else if (c == '\\') {
        char kind = text.charAt(++i);
        switch (kind) {
          case 'r' -> out.append('\r');
          case 'n' -> out.append('\n');
          case 't' -> out.append('\t');
          case 's' -> out.append(' ');
          case '\\' -> out.append('\\');
          case 'x' -> {
            out.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
            i += 2;
          }
          default -> throw new IllegalArgumentException("What is \\" + kind + "?");
        }
      } else if (c == '{') {
        int star = text.indexOf('*', i);
        int end = text.indexOf('}', star);
        int times = Integer.parseInt(text, star + 1, end, 10);
        out.append(unescape(text.substring(i + 1, star)).repeat(times));
        i = end;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
