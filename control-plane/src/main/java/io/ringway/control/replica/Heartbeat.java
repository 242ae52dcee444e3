package io.ringway.control.replica;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a replica whether it answers, on the path that balancers will ask. */
final class Heartbeat {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Whether it answers well (2xx, 3xx) within a second. */
  boolean answers(Replica replica, String path) {
    String host = replica.host().contains(":") ? "[" + replica.host() + "]" : replica.host();
    URI uri = URI.create("http://" + host + ":" + replica.port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status >= 200 && status < 400;
    } catch (IOException e) {
      return false; // not yet: it is asked again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
