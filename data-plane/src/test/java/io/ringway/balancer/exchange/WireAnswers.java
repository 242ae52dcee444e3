package io.ringway.balancer.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes apart what a client got, by the framing that it declares and nothing else. */
final class WireAnswers {

  /**
   * One answer.
   *
   * @param wire its bytes as they came
   * @param body decoded
   * @param trailers with their line ends
   * @param whole whether it came to the end that its head announces
   */
  record Answer(int status, String head, String wire, String body, String trailers, boolean whole) {

    String value(String name) {
      String lower = head.toLowerCase(Locale.ROOT);
      int at = lower.indexOf("\r\n" + name + ": ");
      return at < 0
          ? ""
          : head.substring(at + name.length() + 4, head.indexOf("\r\n", at + 2)).strip();
    }
  }

  private final String bytes;
  private int at;

  private WireAnswers(String bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads every answer.
   *
   * @param noBody for each answer in turn whether it is one to a HEAD
   */
  static List<Answer> read(String bytes, List<Boolean> noBody) {
    WireAnswers reader = new WireAnswers(bytes);
    List<Answer> answers = new ArrayList<>();
    while (reader.at < bytes.length()) {
      boolean bodiless = answers.size() < noBody.size() && noBody.get(answers.size());
      answers.add(reader.next(bodiless));
    }
    return answers;
  }

  private Answer next(boolean toHead) {
    int start = at;
    int end = bytes.indexOf("\r\n\r\n", at);
    if (end < 0 || !bytes.startsWith("HTTP/1.1 ", at)) {
      at = bytes.length();
      return new Answer(0, "", bytes.substring(start), "", "", false);
    }
    at = end + 4;
    String head = bytes.substring(start, at);
    int status = Integer.parseInt(head.substring(9, 12));
    String lower = head.toLowerCase(Locale.ROOT);
    StringBuilder body = new StringBuilder();
    String trailers = "";
    boolean whole = true;
    if (status == 101) {
      body.append(bytes, at, bytes.length());
      at = bytes.length();
    } else if (!toHead && status >= 200 && status != 204 && status != 304) {
      if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
        int tail = chunks(body);
        whole = tail >= 0;
        trailers = whole ? bytes.substring(tail, at - 2) : "";
      } else if (lower.contains("\r\ncontent-length: ")) {
        int from = lower.indexOf("\r\ncontent-length: ") + 18;
        int length = Integer.parseInt(lower.substring(from, lower.indexOf('\r', from)));
        whole = at + length <= bytes.length();
        body.append(bytes, at, Math.min(bytes.length(), at + length));
        at = Math.min(bytes.length(), at + length);
      } else {
        body.append(bytes, at, bytes.length());
        at = bytes.length();
      }
    }
    return new Answer(status, head, bytes.substring(start, at), body.toString(), trailers, whole);
  }

  /** Returns the start of the trailers, or -1 when the end is missing. */
  private int chunks(StringBuilder body) {
    while (true) {
      int end = bytes.indexOf("\r\n", at);
      if (end < 0) {
        at = bytes.length();
        return -1;
      }
      int size = Integer.parseInt(bytes.substring(at, end), 16);
      at = end + 2;
      if (size == 0) {
        int tail = at;
        int last = bytes.startsWith("\r\n", at) ? at - 2 : bytes.indexOf("\r\n\r\n", at);
        at = last < 0 ? bytes.length() : last + 4;
        return last < 0 ? -1 : tail;
      }
      if (at + size + 2 > bytes.length()) {
        body.append(bytes, at, bytes.length());
        at = bytes.length();
        return -1;
      }
      body.append(bytes, at, at + size);
      at += size + 2;
    }
  }
}
