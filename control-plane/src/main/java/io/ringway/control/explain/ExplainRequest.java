package io.ringway.control.explain;

import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Listen;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of an explain request: a key or a whole request.
 *
 * @param key any text of at most 4,096 characters, also an empty one
 */
@Schema(description = "Either a key or a whole request")
record ExplainRequest(@Nullable String key, @Nullable Request request) {

  /** The longest key that REST accepts, in characters. */
  static final int MAX_KEY = 4_096;

  /**
   * A request as a balancer would receive it. Missing parts come from the listen settings of the
   * cluster.
   *
   * @param headers a text for each name, or a list of texts for one that is sent several times
   * @param client IP address of the client
   */
  @Schema(name = "ExplainedRequest")
  record Request(
      @Schema(example = "GET", defaultValue = "GET") @Nullable String method,
      @Schema(example = "shop.example") @Nullable String host,
      @Schema(example = "/cart?id=7") @Nullable String target,
      @Schema(example = "{\"X-Key\": \"user-42\"}", type = "object")
          @Nullable Map<String, JsonNode> headers,
      @Schema(example = "203.0.113.7", defaultValue = "127.0.0.1") @Nullable String client) {}

  /**
   * Returns the query that this body asks for.
   *
   * @param listen the listen settings of the cluster
   * @throws IllegalArgumentException when the body is not a valid query; the message says what to
   *     do
   */
  ExplainQuery question(String cluster, Listen listen) {
    if (key == null && request == null || key != null && request != null) {
      throw new IllegalArgumentException(
          "Give either 'key' or 'request': {\"key\":\"user-42\"} asks for a key.");
    }
    return key != null ? key(cluster, key) : request(listen);
  }

  static ExplainQuery key(String cluster, String key) {
    if (key.length() > MAX_KEY) {
      throw new IllegalArgumentException(
          "The key has " + key.length() + " characters: ask for 4,096 at most.");
    }
    return new ExplainQuery.Key(cluster, key);
  }

  private ExplainQuery request(Listen listen) {
    Request asked = request == null ? new Request(null, null, null, null, null) : request;
    return new ExplainQuery.Request(
        listen.port(),
        asked.method() == null ? "GET" : asked.method(),
        asked.host() == null ? host(listen) : asked.host(),
        asked.target() == null ? listen.pathPrefix() : asked.target(),
        headers(asked.headers() == null ? Map.of() : asked.headers()),
        asked.client() == null ? "127.0.0.1" : asked.client());
  }

  /** Returns a host of the cluster, for a request that names none. */
  static String host(Listen listen) {
    return listen.hosts().isEmpty() ? "localhost" : listen.hosts().getFirst();
  }

  private static List<ExplainQuery.Header> headers(Map<String, JsonNode> named) {
    List<ExplainQuery.Header> headers = new ArrayList<>();
    named.forEach((name, value) -> {
      if (value.isArray()) {
        value.forEach(each -> headers.add(header(name, each)));
      } else {
        headers.add(header(name, value));
      }
    });
    return headers;
  }

  private static ExplainQuery.Header header(String name, JsonNode value) {
    if (!value.isString()) {
      throw new IllegalArgumentException(
          "The header '" + name + "' is no text: give a text, or a list of texts.");
    }
    if (name.equalsIgnoreCase("host")) {
      throw new IllegalArgumentException("Give the host in the field 'host', not as a header.");
    }
    return new ExplainQuery.Header(name, value.asString());
  }
}
