package io.ringway.cli;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Codec;
import io.ringway.protocol.Listen;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A client of the control plane's REST API, as far as these commands need it. */
final class ControlPlane {

  private static final int PAGE = 500;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final JsonMapper json =
      Codec.configure(JsonMapper.builder())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private final URI url;
  private final String token;

  ControlPlane(URI url, String token) {
    this.url = url;
    this.token = token;
  }

  /**
   * Creates the cluster; a dry run only validates it.
   *
   * @return the sentence of the history
   */
  String create(Upstream upstream, String name, Listen listen, HealthCheck health, boolean dryRun)
      throws CliException, IOException, InterruptedException {
    ObjectNode body = json.createObjectNode();
    body.put("name", name);
    body.set("listen", json.valueToTree(listen));
    body.set("placement", json.valueToTree(upstream.cluster().settings().placement()));
    body.set("keyRules", json.valueToTree(upstream.cluster()).path("keyRules"));
    body.put("keyFallback", "RANDOM");
    body.putObject("health")
        .put("path", health.path())
        .put("method", health.method().name())
        .put("host", health.host())
        .put("port", health.port())
        .put("statuses", health.statuses());
    if (upstream.boundedLoad() > 0) {
      body.putObject("steering").put("boundedLoad", upstream.boundedLoad());
    }
    ArrayNode servers = body.putArray("servers");
    for (Upstream.Server server : upstream.servers()) {
      servers
          .addObject()
          .put("name", server.name())
          .put("host", server.host())
          .put("port", server.port())
          .put("weight", server.weight())
          .put("state", server.state().name())
          .put("hashKey", server.hashKey());
    }
    JsonNode answer =
        send("POST", "/api/v1/clusters" + (dryRun ? "?dryRun=true" : ""), body.toString());
    return answer.path("sentence").asString();
  }

  /** Returns the present configuration of a cluster. */
  ClusterConfig cluster(String name) throws CliException, IOException, InterruptedException {
    String path = "/api/v1/clusters/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    try {
      return json.treeToValue(send("GET", path, ""), ClusterConfig.class);
    } catch (JacksonException e) {
      throw unreadable(e);
    }
  }

  /** Returns the listen settings of each cluster by its name. */
  Map<String, Listen> listens() throws CliException, IOException, InterruptedException {
    Map<String, Listen> listens = new LinkedHashMap<>();
    JsonNode page;
    int number = 0;
    do {
      page = send("GET", "/api/v1/clusters?size=" + PAGE + "&page=" + number++, "");
      for (JsonNode cluster : page.path("items")) {
        try {
          listens.put(
              cluster.path("name").asString(),
              json.treeToValue(cluster.path("listen"), Listen.class));
        } catch (JacksonException e) {
          throw unreadable(e);
        }
      }
    } while (page.path("items").size() == PAGE);
    return listens;
  }

  private static CliException unreadable(JacksonException e) {
    return new CliException(
        "The control plane describes a cluster that this program cannot read: "
            + e.getOriginalMessage());
  }

  private JsonNode send(String method, String path, String body)
      throws CliException, IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new CliException(
          "No control plane answers at " + url + ": start it with ./ringway up, or give --url.");
    } catch (IOException e) {
      throw new CliException(
          "The control plane at " + url + " gives no answer: " + e.getMessage() + ".");
    }
    if (List.of(401, 403).contains(response.statusCode())) {
      throw new CliException(
          "The control plane does not accept the token: give one that may edit with --token, or"
              + " the data folder of this machine's system with --data.");
    }
    JsonNode answer;
    try {
      answer = json.readTree(response.body());
    } catch (JacksonException e) {
      throw new CliException(
          url + " answers " + response.statusCode() + " and is no control plane.");
    }
    if (response.statusCode() >= 300) {
      throw new CliException("The control plane refuses: " + answer.path("detail").asString());
    }
    return answer;
  }
}
