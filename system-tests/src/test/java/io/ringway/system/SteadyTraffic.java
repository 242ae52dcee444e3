package io.ringway.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A steady stream of idempotent requests with ever new keys; it keeps every response other than
 * 200.
 */
final class SteadyTraffic implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final URI balancer;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicInteger responses = new AtomicInteger();
  private final Map<String, AtomicInteger> servers = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  SteadyTraffic(URI balancer, int perSecond) {
    this.balancer = balancer;
    var _ = clock.scheduleAtFixedRate(this::send, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
  }

  int responses() {
    return responses.get();
  }

  Map<String, AtomicInteger> servers() {
    return servers;
  }

  List<String> failures() {
    return failures;
  }

  private void send() {
    HttpRequest request =
        HttpRequest.newBuilder(balancer.resolve("/home"))
            .header("X-Key", "steady-" + sent.incrementAndGet())
            .timeout(Duration.ofSeconds(20))
            .build();
    var _ =
        http.sendAsync(request, BodyHandlers.ofString())
            .whenComplete((response, failure) -> {
              if (failure != null) {
                failures.add(failure.toString());
              } else {
                count(response);
              }
            });
  }

  private void count(HttpResponse<String> response) {
    if (response.statusCode() == 200) {
      String server = response.headers().firstValue("Ringway-Server").orElse("?");
      servers.computeIfAbsent(server, name -> new AtomicInteger()).incrementAndGet();
      responses.incrementAndGet();
    } else {
      failures.add(response.statusCode() + " " + response.body());
    }
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    http.shutdownNow();
  }
}
