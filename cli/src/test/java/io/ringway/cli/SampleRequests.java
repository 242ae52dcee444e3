package io.ringway.cli;

import io.ringway.protocol.ExplainQuery;
import java.util.ArrayList;
import java.util.List;

/** Requests that differ in everything that a key can be taken from. */
final class SampleRequests {

  private static final List<String> NAMES =
      List.of("X-Key", "X-User", "User-Agent", "X-Forwarded-For");

  private SampleRequests() {}

  static ExplainQuery.Request request(int number, String client) {
    List<ExplainQuery.Header> headers = new ArrayList<>();
    for (String name : NAMES) {
      headers.add(new ExplainQuery.Header(name, value(name, number)));
    }
    if (number % 11 == 0) {
      headers.add(new ExplainQuery.Header("X-Forwarded-For", "192.0.2.7, z"));
      headers.add(new ExplainQuery.Header("X-User", "another line"));
    }
    headers.add(new ExplainQuery.Header("Cookie", "a=1; sid=s" + number + "; id=c" + number));
    String path =
        switch (number % 4) {
          case 0 -> "/img/" + number + "/a.png";
          case 1 -> "/" + number;
          case 2 -> "/a//b/./c%2F" + number + "/../d" + number;
          default -> "/gr%C3%BC%C3%9Fe-" + number + "/" + number % 7;
        };
    String target = path + "?user=u" + number + "&id=i" + number + "&x=" + number % 3;
    String method = List.of("GET", "DELETE", "OPTIONS").get(number % 3);
    return new ExplainQuery.Request(
        0, method, "host" + number + ".example", target, headers, client);
  }

  /** Returns lists in different forms: with blanks, with quotes, with one element. */
  private static String value(String name, int number) {
    String element = name.charAt(2) + "-" + number;
    return switch (number % 5) {
      case 0 -> element;
      case 1 -> element + ", 10.0.0." + number % 250;
      case 2 -> element + "\t , b,c";
      case 3 -> "\"q," + number + "\", b";
      default -> "gr\u00fc\u00df-" + number + ",,";
    };
  }

  /** Returns the head as it is sent. */
  static String head(ExplainQuery.Request request) {
    StringBuilder head =
        new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
    head.append("Host: ").append(request.host()).append("\r\n");
    request
        .headers()
        .forEach(header ->
            head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
    return head.append("\r\n").toString();
  }
}
