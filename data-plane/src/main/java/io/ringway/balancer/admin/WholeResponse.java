package io.ringway.balancer.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A complete response of the admin port. */
record WholeResponse(int status, String contentType, String body) implements AdminResponse {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static WholeResponse text(int status, String body) {
    return new WholeResponse(status, "text/plain; charset=utf-8", body);
  }

  static WholeResponse json(Object value) {
    return new WholeResponse(200, "application/json", JSON.writeValueAsString(value));
  }

  /** Returns a problem (RFC 9457). */
  static WholeResponse problem(int status, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("status", status);
    problem.put("title", title(status));
    problem.put("detail", detail);
    return new WholeResponse(status, "application/problem+json", JSON.writeValueAsString(problem));
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
