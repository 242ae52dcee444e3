package io.ringway.bench.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The system under test: a control plane, two balancers that listen on the same ports of two
 * loopback addresses, and the sample site, all within one folder. Closing it ends their processes
 * and those of the replicas, and no others.
 */
final class Installation implements AutoCloseable {

  static final String CONTROL_PLANE = "control-plane";

  private static final Duration START = Duration.ofMinutes(2);
  private static final int LOOK_MILLIS = 200;
  private static final int REPLICA_END_SECONDS = 10;

  private final Path root;
  private final Path folder;
  private final HttpClient http;
  private final SystemPart control;
  private final List<SystemPart> balancers;
  private final SystemPart site;
  private final int controlPort;
  private final int mainPort;
  private final int tlsPort;
  private final List<Integer> adminPorts;

  /**
   * Prepares the parts without starting them.
   *
   * @param nameServer the port of the DNS server on loopback that balancers use; 0 for the system's
   *     own
   */
  Installation(Path root, Path folder, Ports ports, HttpClient http, int nameServer)
      throws IOException {
    this.root = root;
    this.folder = folder;
    this.http = http;
    this.controlPort = ports.next();
    this.mainPort = ports.next();
    this.tlsPort = ports.next();
    this.adminPorts = List.of(ports.next(), ports.next());
    Files.createDirectories(logs());
    Files.createDirectories(data());
    writeHosts();
    control = new SystemPart(CONTROL_PLANE, controlCommand(), log(CONTROL_PLANE));
    balancers = List.of(balancer(0, nameServer), balancer(1, nameServer));
    site = new SystemPart("site", siteCommand(ports.next()), log("site"));
  }

  /** Writes the names of servers for the control plane; balancers query the DNS server. */
  private void writeHosts() throws IOException {
    Files.writeString(
        hosts(),
        "127.0.0.1 localhost %s\n%s %s\n%s %s\n"
            .formatted(
                InetAddress.getLocalHost().getHostName(),
                NameActions.PLACES.getFirst(),
                NameActions.MOVING,
                NameActions.STILL_PLACE,
                NameActions.STILL));
  }

  private Path hosts() {
    return folder.resolve("hosts");
  }

  private List<String> controlCommand() {
    return List.of(
        java(),
        "@" + root.resolve("control-plane/jvm.options"),
        "-Xmx256m",
        "-Djdk.net.hosts.file=" + hosts(),
        "-jar",
        root.resolve("control-plane/target/ringway-control-plane.jar").toString(),
        "--server.port=" + controlPort,
        "--server.address=127.0.0.1",
        "--ringway.data=" + data(),
        "--ringway.public-url=" + controlAddress(),
        "--ringway.replicas.process.jar=" + root.resolve("backend/target/ringway-backend.jar"),
        "--ringway.sample.enabled=false",
        "--ringway.changes.limit-percent=100",
        // Lifetimes that usually take half an hour or more expire many times within a test.
        "--spring.datasource.hikari.max-lifetime=30000",
        "--server.servlet.session.timeout=60s",
        "--ringway.audit.retention=1m");
  }

  private SystemPart balancer(int index, int nameServer) {
    String name = "balancer-" + (index + 1);
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "@" + root.resolve("data-plane/jvm.options"),
                "-Xmx256m",
                "-jar",
                root.resolve("data-plane/target/ringway-balancer.jar").toString(),
                "--control=" + controlAddress(),
                "--token-file=" + tokenFile(index),
                "--data=" + folder.resolve(name),
                "--name=" + name,
                "--bind=" + Ports.LOOPBACK.get(index),
                "--port=" + mainPort,
                "--admin-port=" + adminPorts.get(index),
                "--tls-port=" + tlsPort,
                "--tls-certificates=" + certificate(),
                "--access-log=" + accessLog(index),
                "--client-idle=5000",
                "--tunnel-idle=10000"));
    if (nameServer > 0) {
      command.add("--dns-server=127.0.0.1:" + nameServer);
    }
    return new SystemPart(name, command, log(name));
  }

  private List<String> siteCommand(int port) {
    return List.of(
        java(),
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-m",
        "jdk.httpserver",
        "-b",
        "127.0.0.1",
        "-p",
        Integer.toString(port),
        "-d",
        root.resolve("web/src/main/resources/site").toString());
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Path log(String name) {
    return logs().resolve(name + ".log");
  }

  Path logs() {
    return folder.resolve("log");
  }

  Path data() {
    return folder.resolve("data");
  }

  Path folder() {
    return folder;
  }

  Path accessLog(int balancer) {
    return logs().resolve("access-" + (balancer + 1) + ".log");
  }

  /** Returns the certificate of the balancers; it has to exist when they start. */
  Path certificate() {
    return folder.resolve("certificate.pem");
  }

  Path tokenFile(int balancer) {
    return folder.resolve("balancer-" + (balancer + 1) + ".token");
  }

  URI controlAddress() {
    return URI.create("http://127.0.0.1:" + controlPort);
  }

  /** Returns the port shared by the clusters without a port of their own. */
  int mainPort() {
    return mainPort;
  }

  /** Returns the TLS port of the same clusters. */
  int tlsPort() {
    return tlsPort;
  }

  URI adminAddress(int balancer) {
    return URI.create("http://127.0.0.1:" + adminPorts.get(balancer));
  }

  SystemPart control() {
    return control;
  }

  SystemPart balancer(int index) {
    return balancers.get(index);
  }

  int balancers() {
    return balancers.size();
  }

  SystemPart site() {
    return site;
  }

  List<SystemPart> parts() {
    return List.of(control, balancers.get(0), balancers.get(1), site);
  }

  void startControl() throws IOException, InterruptedException {
    control.start();
    await(control, controlAddress().resolve("/actuator/health/readiness"));
  }

  void startBalancer(int index) throws IOException, InterruptedException {
    balancers.get(index).start();
    await(balancers.get(index), adminAddress(index).resolve("/ready"));
  }

  void startSite() throws IOException {
    site.start();
  }

  private void await(SystemPart systemPart, URI ready) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!responds(ready)) {
      if (!systemPart.runs() || System.nanoTime() > end) {
        throw new SoakException(
            "The " + systemPart.name() + " did not start: see " + systemPart.log() + ".");
      }
      Thread.sleep(LOOK_MILLIS);
    }
    systemPart.responded();
  }

  private boolean responds(URI address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      for (SystemPart systemPart : parts()) {
        systemPart.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    endReplicas();
  }

  /**
   * Ends the replicas, which outlive a control plane on purpose. Each has a file with its process
   * id.
   */
  private void endReplicas() {
    Path states = data().resolve("replicas");
    if (!Files.isDirectory(states)) {
      return;
    }
    try (Stream<Path> files = Files.list(states)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        JsonNode state = JsonMapper.shared().readTree(file.toFile());
        ProcessHandle.of(state.path("pid").asLong())
            .filter(process -> isReplica(process, state.path("port").asInt()))
            .ifPresent(Installation::end);
      }
    } catch (IOException e) {
      throw new SoakException("The replicas in " + states + " could not be ended: " + e, e);
    }
  }

  /** Ends a process and waits for it, because it writes to its log until then. */
  private static void end(ProcessHandle process) {
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, REPLICA_END_SECONDS, TimeUnit.SECONDS)
        .thenAccept(ProcessHandle::destroyForcibly)
        .join();
  }

  /**
   * Returns whether a process is a replica. Its id may have been reused for another process since.
   */
  static boolean isReplica(ProcessHandle process, int port) {
    List<String> arguments = process.info().arguments().map(List::of).orElse(List.of());
    return arguments.stream().anyMatch(word -> word.endsWith("ringway-backend.jar"))
        && arguments.contains(Integer.toString(port));
  }
}
