package io.ringway.bench.overload;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * The overload benchmark: the cost of crowds of idle, hasty and slow clients to a proxy, and their
 * effect on a good client. The proxy runs on one core; servers, crowd and good client on another.
 */
@Command(
    name = "./ringway bench overload",
    mixinStandardHelpOptions = true,
    description = "What crowds of idle, hasty and slow clients cost, and what others notice.",
    showDefaultValues = true)
public final class Overload implements Callable<Integer> {

  private static final int SERVERS = 3;
  private static final int SPARE_FILES = 400;
  private static final int WARM_PER_SECOND = 4_000;
  private static final int REST_SECONDS = 2;

  @Option(names = "--proxies", split = ",", description = "ringway, nginx, haproxy")
  private List<Proxy> proxies = List.of(Proxy.RINGWAY);

  @Option(
      names = "--crowds",
      split = ",",
      description = "idle, storm, slow-heads, slow-bodies, slow-readers")
  private List<ClientBehaviour> crowds =
      List.of(
          ClientBehaviour.STORM,
          ClientBehaviour.SLOW_HEADS,
          ClientBehaviour.SLOW_BODIES,
          ClientBehaviour.SLOW_READERS,
          ClientBehaviour.IDLE);

  @Option(names = "--idle", description = "idle clients")
  private int idle = 20_000;

  @Option(names = "--slow", description = "slow clients of each kind")
  private int slow = 1_000;

  @Option(names = "--storm", description = "clients of the storm at a time; 2,000 come each second")
  private int storm = 500;

  @Option(names = "--rate", description = "requests of the good client in a second")
  private int rate = 500;

  @Option(names = "--seconds", description = "length of a measurement")
  private int seconds = 6;

  @Option(names = "--warmup", description = "seconds of load before the first one")
  private int warmup = 12;

  @Option(names = "--heap", description = "-Xmx of Ringway, as ./ringway up has it")
  private String heap = "256m";

  @Option(names = "--proxy-core", description = "the core of the proxy")
  private int proxyCore = 0;

  @Option(names = "--load-core", description = "the core of all else")
  private int loadCore = 1;

  @Option(names = "--port-base", description = "six ports from here on are used")
  private int portBase = 21_200;

  @Option(names = "--out", description = "the figures as JSON")
  private Path out = Path.of("target/overload.json");

  @Option(names = "--root", hidden = true)
  private Path root = Path.of(".");

  private Overload() {}

  /** Runs the benchmark; {@code --help} lists the options. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Overload());
    line.registerConverter(Proxy.class, text -> Proxy.valueOf(constant(text)));
    line.registerConverter(ClientBehaviour.class, text -> ClientBehaviour.valueOf(constant(text)));
    line.setExecutionExceptionHandler((e, _, _) -> {
      if (!(e instanceof OverloadException)) {
        throw e;
      }
      System.err.println("overload: " + e.getMessage());
      return 1;
    });
    System.exit(line.execute(arguments));
  }

  private static String constant(String text) {
    return text.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    int files = Machine.openFiles();
    check(files);
    Path folder = Files.createTempDirectory("ringway-overload");
    List<OverloadResult> findings = new ArrayList<>();
    try (Processes processes = new Processes(folder)) {
      stayOn(loadCore);
      List<Integer> ports = IntStream.range(portBase, portBase + SERVERS).boxed().toList();
      Proxy.Place place =
          new Proxy.Place(root.toAbsolutePath(), folder, portBase + SERVERS, ports, files, heap);
      processes.await(
          "servers", processes.start("servers", loadCore, Proxy.servers(place)), portBase);
      for (Proxy proxy : proxies) {
        Process process = processes.start(proxy.toString(), proxyCore, proxy.command(place));
        processes.await(proxy.toString(), process, place.port());
        log("%s: warming up for %d s", proxy, warmup);
        new GoodClient(place.port(), WARM_PER_SECOND).run(Duration.ofSeconds(warmup));
        for (ClientBehaviour clientBehaviour : crowds) {
          findings.add(measure(processes, proxy, process, clientBehaviour, place));
        }
        Processes.end(process);
      }
    } finally {
      delete(folder);
    }
    String machine = "%s, %s".formatted(Machine.name(), Instant.now());
    System.out.println(new Report(machine, rate, seconds, findings).table());
    write(machine, findings);
    return 0;
  }

  private void check(int files) throws IOException {
    for (String tool : Stream.concat(Stream.of("taskset", "nice", "nginx"), needed()).toList()) {
      if (Stream.of(System.getenv("PATH").split(":"))
          .noneMatch(folder -> Files.isExecutable(Path.of(folder, tool)))) {
        throw new OverloadException(
            tool
                + " is not installed. On Debian or Ubuntu: apt install util-linux nginx-light"
                + " haproxy.");
      }
    }
    if (proxyCore == loadCore) {
      throw new OverloadException("--proxy-core and --load-core must be two different cores.");
    }
    int most = crowds.stream().mapToInt(clientBehaviour -> files(clientBehaviour)).max().orElse(0);
    if (most + SPARE_FILES > files) {
      throw new OverloadException(
          "%,d clients need %,d open files in one process, and the limit is %,d here. Raise it as root (ulimit -Hn %d), or measure fewer: --idle %d --slow %d"
              .formatted(
                  most,
                  most + SPARE_FILES,
                  files,
                  most + SPARE_FILES,
                  Math.min(idle, files - SPARE_FILES),
                  Math.min(slow, (files - SPARE_FILES) / 2)));
    }
  }

  /**
   * Returns the number of files that the proxy needs. A slow client occupies a connection to a
   * server as well.
   */
  private int files(ClientBehaviour clientBehaviour) {
    return clientBehaviour == ClientBehaviour.IDLE || clientBehaviour == ClientBehaviour.STORM
        ? clients(clientBehaviour)
        : 2 * clients(clientBehaviour);
  }

  private int clients(ClientBehaviour clientBehaviour) {
    return switch (clientBehaviour) {
      case IDLE -> idle;
      case STORM -> storm;
      case SLOW_HEADS, SLOW_BODIES, SLOW_READERS -> slow;
    };
  }

  private Stream<String> needed() {
    return proxies.stream().filter(proxy -> proxy == Proxy.HAPROXY).map(Proxy::toString);
  }

  /**
   * Pins this process, the good client, to a core. It shares the core with the servers, not with
   * the proxy.
   */
  private static void stayOn(int core) throws IOException, InterruptedException {
    String self = Long.toString(ProcessHandle.current().pid());
    Process pinning =
        new ProcessBuilder("taskset", "-a", "-c", "-p", Integer.toString(core), self)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (pinning.waitFor() != 0) {
      throw new OverloadException(
          "Core " + core + " cannot be used here; choose others with --load-core.");
    }
  }

  private OverloadResult measure(
      Processes processes,
      Proxy proxy,
      Process process,
      ClientBehaviour clientBehaviour,
      Proxy.Place place)
      throws IOException, InterruptedException {
    int clients = clients(clientBehaviour);
    Duration time = Duration.ofSeconds(seconds);
    Latencies undisturbed = new GoodClient(place.port(), rate).run(time);
    double before = Machine.resident(process);
    log("%s: %,d clients, %s", proxy, clients, clientBehaviour);
    Process crowd =
        processes.startBehind(
            "crowd",
            loadCore,
            List.of(
                Proxy.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Crowd.class.getName(),
                Integer.toString(place.port()),
                clientBehaviour.name(),
                Integer.toString(clients)));
    try (BufferedReader counts = crowd.inputReader(StandardCharsets.US_ASCII)) {
      CrowdObserver crowdObserver = new CrowdObserver(counts, process);
      crowdObserver.await(
          clientBehaviour == ClientBehaviour.STORM ? 1 : clients, Duration.ofSeconds(seconds * 5L));
      double cpu = Machine.cpu(process);
      CompletableFuture<Latencies> beside =
          CompletableFuture.supplyAsync(() -> directly(place.servers().getFirst(), time));
      Latencies disturbed = new GoodClient(place.port(), rate).run(time);
      OverloadResult overloadResult =
          new OverloadResult(
              proxy.toString(),
              clientBehaviour.toString(),
              clients,
              undisturbed,
              disturbed,
              beside.join(),
              crowdObserver.last(),
              (Machine.cpu(process) - cpu) / seconds,
              before,
              crowdObserver.residentMost());
      log(
          "  p99 %.2f ms, undisturbed %.2f ms; %s",
          disturbed.p99(), undisturbed.p99(), overloadResult.crowd());
      return overloadResult;
    } finally {
      Processes.end(crowd);
      TimeUnit.SECONDS.sleep(REST_SECONDS); // until the last client is gone
    }
  }

  private Latencies directly(int server, Duration time) {
    try {
      return new GoodClient(server, rate / 5).run(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String machine, List<OverloadResult> findings) throws IOException {
    if (out.toAbsolutePath().getParent() != null) {
      Files.createDirectories(out.toAbsolutePath().getParent());
    }
    JsonMapper.shared()
        .writeValue(
            out.toFile(),
            Map.of(
                "machine",
                machine,
                "goodClientPerSecond",
                rate,
                "seconds",
                seconds,
                "findings",
                findings));
    System.out.println("Also in " + out);
  }

  private static void log(String text, Object... values) {
    System.err.printf(text + "%n", values);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
