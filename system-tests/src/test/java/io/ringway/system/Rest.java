package io.ringway.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API as a script uses it. */
final class Rest {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI control;
  private final String token;

  Rest(URI control, String token) {
    this.control = control;
    this.token = token;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  JsonNode send(String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(control.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
    request.method(
        method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new AssertionError(
          method + " " + path + " answered " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  JsonNode cluster() throws IOException, InterruptedException {
    return get("/api/v1/clusters/sample");
  }

  /** Returns the names of the sample cluster's servers in a state. */
  List<String> servers(String state) throws IOException, InterruptedException {
    return cluster()
        .at("/servers")
        .valueStream()
        .filter(server -> server.at("/state").asString().equals(state))
        .map(server -> server.at("/name").asString())
        .sorted()
        .toList();
  }

  /**
   * Returns whether at least one balancer is connected and all run the newest revision with the
   * same ring.
   */
  boolean inEffect() throws IOException, InterruptedException {
    List<JsonNode> connected =
        get("/api/v1/balancers")
            .valueStream()
            .filter(balancer -> balancer.at("/connected").asBoolean())
            .toList();
    return !connected.isEmpty()
        && connected.stream().allMatch(balancer -> balancer.at("/agrees").asBoolean());
  }
}
