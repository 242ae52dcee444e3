package io.ringway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that sends requests through a balancer and counts them by server. */
final class Traffic {

  private static final int AT_ONCE = 8;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI balancer;

  Traffic(URI balancer) {
    this.balancer = balancer;
  }

  /**
   * Sends requests with the keys {@code user-0}, {@code user-1}, …; servers without a response are
   * counted with 0.
   */
  Map<String, Integer> send(int requests, List<String> servers)
      throws InterruptedException, DemoException {
    Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    servers.forEach(server -> counts.put(server, new AtomicInteger()));
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int worker = 0; worker < AT_ONCE; worker++) {
        work.add(() -> {
          for (int i; (i = next.getAndIncrement()) < requests; ) {
            counts.computeIfAbsent(serverOf(i), name -> new AtomicInteger()).incrementAndGet();
          }
          return null;
        });
      }
      for (Future<Void> done : workers.invokeAll(work)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new DemoException(
          "a request through " + balancer + " failed: " + e.getCause() + ". Is the balancer up?");
    }
    Map<String, Integer> result = new TreeMap<>();
    counts.forEach((server, n) -> result.put(server, n.get()));
    return result;
  }

  private String serverOf(int i) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(balancer.resolve("/home?key=user-" + i))
            .timeout(Duration.ofSeconds(10))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode() + ": " + response.body());
    }
    return response
        .headers()
        .firstValue("Ringway-Server")
        .orElseThrow(() -> new IOException("the answer does not say which server gave it"));
  }
}
