package io.ringway.balancer.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the second port. */
record Answer(int status, String contentType, String body) implements Reply {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Answer text(int status, String body) {
    return new Answer(status, "text/plain; charset=utf-8", body);
  }

  static Answer json(Object value) {
    return new Answer(200, "application/json", JSON.writeValueAsString(value));
  }

  /** A problem as in RFC 9457. */
  static Answer problem(int status, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("status", status);
    problem.put("title", title(status));
    problem.put("detail", detail);
    return new Answer(status, "application/problem+json", JSON.writeValueAsString(problem));
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 403 -> "Forbidden";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 409 -> "Conflict";
      case 500 -> "Internal error";
      default -> "Unavailable";
    };
  }
}
