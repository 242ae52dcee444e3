package io.ringway.control.replica;

import io.ringway.protocol.HealthPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;

/** The health check of a replica, with the same request as the balancers' health checks. */
final class HealthProbe {

  static {
    // A check may set another Host than the replica's address; the client reads this property once.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          // The client's own pool keeps as many threads as checks once ran at the same time.
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  /**
   * Sends one request. Returns empty when the response satisfies the health policy within its
   * timeout.
   */
  Optional<ReplicaFault.CheckFailure> probe(Replica replica, HealthPolicy health) {
    String host = replica.host().contains(":") ? "[" + replica.host() + "]" : replica.host();
    int port = health.port() == 0 ? replica.port() : health.port();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + health.path()))
            .method(health.method().name(), HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofMillis(health.timeoutMillis()));
    if (!health.host().isEmpty()) {
      request.header("Host", health.host());
    }
    try {
      int status =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      return health.accepts(status)
          ? Optional.empty()
          : Optional.of(ReplicaFault.CheckFailure.BAD_STATUS);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return Optional.of(ReplicaFault.CheckFailure.NO_CONNECTION);
    } catch (IOException e) {
      return Optional.of(ReplicaFault.CheckFailure.NO_RESPONSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(ReplicaFault.CheckFailure.NOT_ASKED_YET);
    }
  }
}
