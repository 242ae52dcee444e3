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

/** Asks a replica whether it answers, as balancers will ask it. */
final class Heartbeat {

  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Asks once. None when it answers well (2xx, 3xx) within the time of the health checks. */
  Optional<Fault.Silence> ask(Replica replica, HealthPolicy health) {
    String host = replica.host().contains(":") ? "[" + replica.host() + "]" : replica.host();
    URI uri = URI.create("http://" + host + ":" + replica.port() + health.path());
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(Duration.ofMillis(health.timeoutMillis())).build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status >= 200 && status < 400
          ? Optional.empty()
          : Optional.of(Fault.Silence.BAD_STATUS);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return Optional.of(Fault.Silence.NO_CONNECTION);
    } catch (IOException e) {
      return Optional.of(Fault.Silence.NO_RESPONSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(Fault.Silence.NOT_ASKED_YET);
    }
  }
}
