package io.ringway.balancer.admin;

import io.ringway.protocol.ExplainQuery;
import java.util.List;
import java.util.Map;

/** The parser of the query parameters of {@code /explain}. */
final class ExplainParameters {

  private static final String HOW =
      "Give a key, /explain?cluster=…&key=…, or a request,"
          + " /explain?host=…&target=/…&header=Name:%20value with method, client and port if need be.";

  private ExplainParameters() {}

  /**
   * Reads the query.
   *
   * @throws IllegalArgumentException with a sentence that says what to give
   */
  static ExplainQuery read(Map<String, List<String>> query) {
    for (String name : query.keySet()) {
      if (!name.equals("header") && query.getOrDefault(name, List.of()).size() != 1) {
        throw new IllegalArgumentException("Give " + name + " once. " + HOW);
      }
    }
    if (query.containsKey("key") && query.containsKey("cluster")) {
      return new ExplainQuery.Key(one(query, "cluster", ""), one(query, "key", ""));
    }
    if (!query.containsKey("target")) {
      throw new IllegalArgumentException(HOW);
    }
    return new ExplainQuery.Request(
        number(one(query, "port", "0")),
        one(query, "method", "GET"),
        one(query, "host", ""),
        one(query, "target", "/"),
        query.getOrDefault("header", List.of()).stream().map(ExplainParameters::header).toList(),
        one(query, "client", "127.0.0.1"));
  }

  private static String one(Map<String, List<String>> query, String name, String otherwise) {
    return query.getOrDefault(name, List.of(otherwise)).getFirst();
  }

  private static int number(String port) {
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + port + "' is no port. " + HOW, e);
    }
  }

  private static ExplainQuery.Header header(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + line + "' is no header: write Name: value. " + HOW);
    }
    return new ExplainQuery.Header(line.substring(0, colon), line.substring(colon + 1).strip());
  }
}
