package io.ringway.bench.soak;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One test from start to report. In its first part, every part of the system is stopped and killed
 * repeatedly. A longer one without restarts follows, in which the figures are compared.
 */
final class SoakRun {

  private static final double RESTARTS_SHARE = 0.33;
  private static final double WARM_UP_SHARE = 0.4;
  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(17);
  private static final int CHECKPOINTS = 4;
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(60);
  private static final Duration BETWEEN_RESTARTS = Duration.ofSeconds(20);
  private static final int SERVER_PORTS = 10;
  private static final int INTERVAL = 1_000;
  private static final int INTERVAL_IN_SHORT = 300;
  private static final Duration SHORTEST_WITHOUT_RESTARTS = Duration.ofSeconds(60);

  private final Path root;
  private final Path folder;
  private final Duration length;
  private final long seed;
  private final int rate;
  private final boolean named;
  private final Findings findings = new Findings();
  private final Deliveries deliveries = new Deliveries();
  private final Disturbances disturbances = new Disturbances();
  private final Ledger ledger = new Ledger();

  SoakRun(Path root, Path folder, Duration length, long seed, int rate, boolean named) {
    this.named = named;
    this.root = root;
    this.folder = folder;
    this.length = length;
    this.seed = seed;
    this.rate = rate;
  }

  Report execute(String machine) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        RecordingServers servers = new RecordingServers(deliveries)) {
      Ports ports = new Ports(random.split());
      List<Integer> serverPorts =
          IntStream.range(0, SERVER_PORTS).mapToObj(_ -> ports.next()).toList();
      serverPorts.forEach(port -> servers.listen("127.0.0.1", port));
      int namedPort = named ? ports.next() : 0;
      int dnsPort = named ? ports.next() : 0;
      try (NameServer names = new NameServer(dnsPort);
          Installation installation = new Installation(root, folder, ports, http, dnsPort)) {
        if (named) {
          listen(servers, names, namedPort);
        }
        Thread hook = endWith(installation);
        ControlApi api = new ControlApi(http, installation.controlAddress(), findings);
        SoakContext soak =
            new SoakContext(
                installation,
                http,
                api,
                ledger,
                findings,
                disturbances,
                random.split(),
                serverPorts,
                namedPort);
        ErrorCounts errors = new ErrorCounts(installation, api, findings);
        List<Action> actions = new ArrayList<>();
        actions.addAll(new ClusterActions(soak).actions());
        actions.addAll(new PeopleActions(soak).actions());
        actions.addAll(new ReplicaActions(soak).actions());
        actions.addAll(new PageActions(soak).actions());
        actions.addAll(new BalancerActions(soak, errors, ports.next()).actions());
        SelfSignedCertificate certificate = SelfSignedCertificate.make(folder);
        certificate.write(installation.certificate());
        actions.addAll(new TlsActions(soak, certificate).actions());
        if (named) {
          actions.addAll(new NameActions(soak, servers, names, namedPort).actions());
        }
        Report report = test(soak, actions, errors, random.split(), machine);
        Runtime.getRuntime().removeShutdownHook(hook);
        return report;
      }
    }
  }

  private static void listen(RecordingServers servers, NameServer names, int port) {
    NameActions.PLACES.forEach(place -> servers.listen(place, port));
    servers.listen(NameActions.STILL_PLACE, port);
    names.put(NameActions.MOVING, NameActions.PLACES.getFirst());
    names.put(NameActions.STILL, NameActions.STILL_PLACE);
  }

  /** Creates a shutdown hook, so that Ctrl-C ends the processes that were started. */
  private static Thread endWith(Installation installation) {
    Thread hook = new Thread(installation::close, "end");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  private Report test(
      SoakContext soak,
      List<Action> actions,
      ErrorCounts errors,
      SplittableRandom random,
      String machine)
      throws IOException, InterruptedException {
    Installation installation = soak.installation();
    Script.log("Starting the system in " + folder);
    installation.startControl();
    new FirstSteps(installation, soak.api(), ledger)
        .take(new PageSession(soak.http(), installation.controlAddress(), findings));
    installation.startSite();
    for (int i = 0; i < installation.balancers(); i++) {
      installation.startBalancer(i);
    }
    LedgerCheck check = new LedgerCheck(soak.api(), ledger, findings, installation);
    Baseline baseline = new Baseline(soak);
    baseline.create();
    check.check("at the begin");
    try (Sampler sampler = new Sampler(installation, errors, findings);
        TrafficClients traffic =
            new TrafficClients(installation, deliveries, disturbances, findings, rate, named)) {
      traffic.start(random);
      sampler.start();
      Script script = new Script(soak, actions, isShort() ? INTERVAL_IN_SHORT : INTERVAL);
      Restarts restarts = new Restarts(soak, check, errors);
      Checkpoints checkpoints = new Checkpoints(soak, baseline, traffic, check, errors);
      long begin = System.nanoTime();
      restarts(script, restarts, begin + (long) (length.toNanos() * RESTARTS_SHARE));
      withoutRestarts(script, checkpoints, begin + length.toNanos());
      List<GrowthCheck.Row> rows = growth(checkpoints.taken(), sampler, installation.parts());
      Script.log("One more death of the control plane, by the database that has grown old");
      script.act(restarts.ofControlPlane());
      traffic.end();
      Script.log("Comparing with what was acknowledged");
      script.act(
          new Action(
              "comparison at the end",
              1,
              () -> {
                baseline.awaitReplicas();
                check.check("at the end");
              }));
      deliveries();
      Map<String, String> totals = totals(script, traffic, errors, installation);
      return new Report(
          "%s, %s, %d minutes, seed %d%s"
              .formatted(
                  machine,
                  Instant.now(),
                  length.toMinutes(),
                  seed,
                  named ? "" : ", without servers known by name"),
          checkpoints.taken(),
          rows,
          totals,
          findings.all());
    }
  }

  private List<GrowthCheck.Row> growth(
      List<Checkpoint> taken, Sampler sampler, List<SystemPart> parts) {
    if (taken.size() < 2) {
      findings.add("Growth", "not judged: fewer than two checkpoints could be taken");
      return List.of();
    }
    return new GrowthCheck(taken, sampler, !isShort()).rows(parts);
  }

  private boolean isShort() {
    return length.toMinutes() < 30;
  }

  /** Restarts parts until the time is over, but stops and kills each at least once. */
  private void restarts(Script script, Restarts restarts, long end) throws InterruptedException {
    Duration between = Duration.ofNanos((end - System.nanoTime()) / (3L * restarts.turns()));
    long pause = Math.min(between.toNanos(), BETWEEN_RESTARTS.toNanos());
    for (int turn = 0; turn < restarts.turns() || System.nanoTime() < end; turn++) {
      script.actUntil(System.nanoTime() + pause);
      Action restart = restarts.next();
      Script.log(restart.name());
      script.act(restart);
    }
  }

  private void withoutRestarts(Script script, Checkpoints checkpoints, long end)
      throws InterruptedException {
    long now = System.nanoTime();
    long left = Math.max(end - now, SHORTEST_WITHOUT_RESTARTS.toNanos());
    long warmUp = Math.min((long) (left * WARM_UP_SHARE), LONGEST_WARM_UP.toNanos());
    Script.log("No restarts from here on; warming up for %d s".formatted(warmUp / 1_000_000_000));
    script.actUntil(now + warmUp);
    long rest = left - warmUp;
    int count = Math.clamp(rest / BETWEEN_CHECKPOINTS.toNanos() + 1, 2, CHECKPOINTS);
    for (int i = 0; i < count; i++) {
      script.actUntil(now + warmUp + rest * i / (count - 1));
      String which = "Checkpoint %d of %d: ".formatted(i + 1, count);
      script.act(new Action("checkpoint", 1, () -> Script.log(which + checkpoints.take())));
    }
  }

  private void deliveries() {
    if (!deliveries.lost().isEmpty()) {
      findings.add("Lost", "acknowledged, and no server received them: " + deliveries.lost());
    }
    if (!deliveries.doubled().isEmpty()) {
      findings.add("Doubled", "received more than once: " + deliveries.doubled());
    }
  }

  private Map<String, String> totals(
      Script script, TrafficClients traffic, ErrorCounts errors, Installation installation) {
    Map<String, String> totals = new TreeMap<>();
    script.done().forEach((name, count) -> totals.put("script: " + name, "%,d".formatted(count)));
    totals.put("traffic: requests", "%,d".formatted(traffic.requests()));
    totals.put(
        "traffic: numbered POST requests acknowledged", "%,d".formatted(deliveries.acknowledged()));
    traffic
        .tolerated()
        .forEach((cause, count) ->
            totals.put("traffic: failed while its part was ended: " + cause, "" + count));
    for (SystemPart systemPart : new ArrayList<>(installation.parts())) {
      ErrorCounts.Count count = errors.of(systemPart);
      totals.put("log: " + systemPart.name() + ", WARN", "%,d".formatted(count.warnings()));
      totals.put("log: " + systemPart.name() + ", ERROR", "%,d".formatted(count.errors()));
      totals.put("processes: " + systemPart.name(), "%,d".formatted(systemPart.instance()));
    }
    return totals;
  }
}
