package io.ringway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The distribution experiment of the original classroom project, against the running system. It
 * sends requests with distinct keys through the balancer, for 3 servers and for 2 to 6, and scales
 * the replicas through the REST API and back.
 */
public final class DistributionDemo {

  private static final int THREE = 3;
  private static final List<Integer> SIZES = List.of(2, 3, 4, 5, 6);

  private DistributionDemo() {}

  /** Runs the experiment; {@code --help} lists the options. */
  public static void main(String[] args) throws InterruptedException {
    try {
      run(Options.parse(args));
    } catch (Options.Wrong | DemoException e) {
      System.err.println("ringway: " + e.getMessage());
      System.exit(1);
    } catch (IOException e) {
      System.err.println("ringway: " + e);
      System.exit(1);
    }
  }

  private static void run(Options options) throws IOException, InterruptedException, DemoException {
    ControlApi controlApi =
        new ControlApi(options.control(), token(options.data()), options.cluster());
    Traffic traffic = new Traffic(options.balancer());
    int before = controlApi.desired();
    Map<Integer, Map<String, Integer>> results = new TreeMap<>();
    try {
      for (int size : SIZES) {
        controlApi.scale(size);
        System.out.printf(
            "%n%d servers, %,d requests with distinct keys%n", size, options.requests());
        Map<String, Integer> counts = traffic.send(options.requests(), controlApi.servers());
        results.put(size, counts);
        print(counts, options.requests());
      }
    } finally {
      controlApi.scale(before);
    }
    Files.createDirectories(options.out());
    Path three = options.out().resolve("requests-per-server.png");
    Path all = options.out().resolve("load-by-servers.png");
    Charts.perServer(results.getOrDefault(THREE, Map.of()), three);
    Charts.meanAndSpread(results, all);
    System.out.printf(
        "%n%-8s %10s %10s %10s %12s%n", "servers", "mean", "least", "most", "most / mean");
    results.forEach((size, counts) -> {
      double mean = options.requests() / (double) size;
      int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
      int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      System.out.printf("%-8d %,10.0f %,10d %,10d %12.3f%n", size, mean, least, most, most / mean);
    });
    System.out.printf("%nCharts: %s%n        %s%n", three, all);
  }

  private static void print(Map<String, Integer> counts, int requests) {
    counts.forEach((server, n) ->
        System.out.printf(
            "  %-20s %,8d  %5.1f %%  %s%n",
            server, n, 100.0 * n / requests, "█".repeat(Math.round(60f * n / requests))));
  }

  private static String token(Path data) throws DemoException {
    Path file = data.resolve("api.token");
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw new DemoException(
          file
              + " does not exist: start the system first with ./ringway up, or name its data folder"
              + " with --data.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The options of the command line. */
  record Options(Path data, URI control, URI balancer, String cluster, int requests, Path out) {

    static final class Wrong extends RuntimeException {
      Wrong(String message) {
        super(message);
      }
    }

    static Options parse(String[] args) {
      Path data = Path.of("data");
      String control = "http://localhost:8080";
      String balancer = "http://localhost:5000";
      String cluster = "sample";
      int requests = 10_000;
      Path out = Path.of("distribution");
      List<String> rest = new ArrayList<>(List.of(args));
      while (!rest.isEmpty()) {
        String option = rest.removeFirst();
        if (rest.isEmpty()) {
          throw new Wrong(
              "usage: ./ringway demo-distribution [--data DIR] [--control URL] [--balancer URL]"
                  + " [--cluster NAME] [--requests N] [--out DIR]");
        }
        String value = rest.removeFirst();
        switch (option) {
          case "--data" -> data = Path.of(value);
          case "--control" -> control = value;
          case "--balancer" -> balancer = value;
          case "--cluster" -> cluster = value;
          case "--out" -> out = Path.of(value);
          case "--requests" -> requests = number(value);
          default -> throw new Wrong("unknown option '" + option + "'.");
        }
      }
      return new Options(data, URI.create(control), URI.create(balancer), cluster, requests, out);
    }

    private static int number(String value) {
      try {
        int n = Integer.parseInt(value);
        if (n >= 1 && n <= 1_000_000) {
          return n;
        }
      } catch (NumberFormatException e) {
        throw new Wrong("--requests takes a number from 1 to 1,000,000, not '" + value + "'.");
      }
      throw new Wrong("--requests takes a number from 1 to 1,000,000, not '" + value + "'.");
    }
  }
}
