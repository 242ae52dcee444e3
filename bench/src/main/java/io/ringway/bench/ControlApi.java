package io.ringway.bench;

import java.io.IOException;
import java.net.ConnectException;
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

/** A client for the few REST calls of the demonstration. */
final class ControlApi {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final JsonMapper json = new JsonMapper();
  private final URI control;
  private final String token;
  private final String cluster;

  ControlApi(URI control, String token, String cluster) {
    this.control = control;
    this.token = token;
    this.cluster = cluster;
  }

  /** Returns the desired number of replicas. */
  int desired() throws IOException, InterruptedException, DemoException {
    return get("/api/v1/clusters/" + cluster).at("/replicas/desired").asInt();
  }

  /** Returns the names of the servers on the ring. */
  List<String> servers() throws IOException, InterruptedException, DemoException {
    return get("/api/v1/clusters/" + cluster)
        .at("/servers")
        .valueStream()
        .filter(server -> server.at("/state").asString().equals("READY"))
        .map(server -> server.at("/name").asString())
        .toList();
  }

  /** Scales, then waits until every connected balancer routes to exactly this many servers. */
  void scale(int size) throws IOException, InterruptedException, DemoException {
    send(
        request("/api/v1/clusters/" + cluster + ":scale")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"desired\":" + size + "}"))
            .build());
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!inEffect(size)) {
      if (System.nanoTime() > deadline) {
        throw new DemoException(
            "the cluster did not reach "
                + size
                + " servers within "
                + TIMEOUT.toSeconds()
                + " s; its page in the dashboard shows what the replicas do.");
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private boolean inEffect(int size) throws IOException, InterruptedException, DemoException {
    JsonNode seen = get("/api/v1/clusters/" + cluster);
    JsonNode newest = get("/api/v1/revisions?size=1").at("/items/0/number");
    boolean settled =
        seen.at("/servers").size() == size
            && seen.at("/servers")
                .valueStream()
                .allMatch(server -> server.at("/state").asString().equals("READY"));
    return settled
        && get("/api/v1/balancers")
            .valueStream()
            .filter(balancer -> balancer.at("/connected").asBoolean())
            .allMatch(balancer ->
                balancer.at("/revision").asLong() == newest.asLong()
                    && balancer.at("/agrees").asBoolean());
  }

  private JsonNode get(String path) throws IOException, InterruptedException, DemoException {
    return send(request(path).GET().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(control.resolve(path))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json");
  }

  private JsonNode send(HttpRequest request)
      throws IOException, InterruptedException, DemoException {
    HttpResponse<String> response;
    try {
      response = http.send(request, BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new DemoException(
          "no control plane at "
              + control
              + ": start it with ./ringway up, or name it with --control.");
    }
    if (response.statusCode() >= 300) {
      throw new DemoException(
          request.uri() + " answered " + response.statusCode() + ": " + response.body());
    }
    return json.readTree(response.body());
  }
}
