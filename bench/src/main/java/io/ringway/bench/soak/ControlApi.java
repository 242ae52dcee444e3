package io.ringway.bench.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API of the control plane, as a program with a token uses it. */
final class ControlApi {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI address;
  private final Findings findings;
  private volatile String token = "";

  /**
   * A response.
   *
   * @param body the JSON, or a missing node when there was none
   */
  record Response(int status, JsonNode body) {
    boolean ok() {
      return status / 100 == 2;
    }
  }

  ControlApi(HttpClient http, URI address, Findings findings) {
    this.http = http;
    this.address = address;
    this.findings = findings;
  }

  void useToken(String secret) {
    token = secret;
  }

  URI address() {
    return address;
  }

  /** Sends a GET request; anything but success is an error. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return expectSuccess("GET", path, "");
  }

  /** Sends a request that writes; anything but success is an error. */
  JsonNode send(String method, String path, String json) throws IOException, InterruptedException {
    return expectSuccess(method, path, json);
  }

  private JsonNode expectSuccess(String method, String path, String json)
      throws IOException, InterruptedException {
    Response response = call(method, path, json, token);
    if (!response.ok()) {
      throw new IOException(
          method + " " + path + " " + json + " → " + response.status() + " " + response.body());
    }
    return response.body();
  }

  /** Sends a request with the token of the soak test. */
  Response call(String method, String path, String json) throws IOException, InterruptedException {
    return call(method, path, json, token);
  }

  /** Sends a request with a token; a 5xx status is a finding, whatever the token. */
  Response call(String method, String path, String json, String secret)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + secret)
            .header("Accept", "application/json");
    if (json.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(json));
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 500) {
      findings.add(
          "REST " + response.statusCode(),
          method + " " + path + " " + json + " " + response.body());
    }
    String body = response.body();
    boolean isJson = response.headers().firstValue("Content-Type").orElse("").contains("json");
    return new Response(
        response.statusCode(),
        isJson && !body.isEmpty()
            ? JsonMapper.shared().readTree(body)
            : JsonMapper.shared().missingNode());
  }

  /** Reads text, such as metrics or CSV. */
  String text(URI from) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(from)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(from + " → " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }
}
