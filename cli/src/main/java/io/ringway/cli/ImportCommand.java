package io.ringway.cli;

import io.ringway.protocol.Listen;
import io.ringway.protocol.ServerState;
import io.ringway.routing.key.ListenHost;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates clusters from the configuration of nginx or HAProxy, with the same mapping of keys. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Makes clusters out of nginx.conf or haproxy.cfg with the same mapping of keys.")
final class ImportCommand implements Callable<Integer> {

  private static final int LAST_REGISTERED_PORT = 49_151;

  @Parameters(paramLabel = "FILE", description = "nginx.conf, haproxy.cfg or what 'nginx -T' says.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      description = "Whose file it is, nginx or haproxy (default: told by its grammar).")
  private ConfigSource.@Nullable Program format;

  @Option(names = "--upstream", description = "Only this upstream or backend; may be repeated.")
  private List<String> only = List.of();

  @Option(names = "--name", description = "Name of the cluster (default: that of the upstream).")
  private @Nullable String name;

  @Option(
      names = "--listen-port",
      description = "Port of the balancer for it (default: its main port).")
  private int port;

  @Option(names = "--host", description = "Only requests for this host; may be repeated.")
  private List<String> hosts = List.of();

  @Option(
      names = "--path",
      description = "Only requests below this path (default: ${DEFAULT-VALUE}).")
  private String path = "/";

  @Option(
      names = "--health-path",
      description =
          "Path that is asked to learn whether a server is well (default: that of 'option"
              + " httpchk' or 'http-check send', else /).")
  private @Nullable String healthPath;

  @Option(
      names = "--set",
      paramLabel = "NAME=TEXT",
      description = "The text of a variable that Ringway has no rule for: --set scheme=https")
  private Map<String, String> known = Map.of();

  @Option(names = "--dry-run", description = "Says what would be done and changes nothing.")
  private boolean dryRun;

  @Mixin private ApiOptions apiOptions = new ApiOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws CliException, IOException, InterruptedException {
    ConfigSource configSource = ConfigSource.read(file, format, known);
    List<Upstream> chosen = new ArrayList<>();
    for (String each : only) {
      chosen.add(configSource.upstream(each));
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (only.isEmpty()) {
      chosen = configSource.upstreams();
    }
    configSource.refused().stream()
        .filter(each -> only.isEmpty() || each.name().isEmpty())
        .forEach(each -> out.println("Skipped: " + each.message()));
    if (chosen.isEmpty()) {
      throw new CliException(
          "There is nothing in " + file + " that can be taken over; the lines above say why.");
    }
    if (chosen.size() > 1 && name != null) {
      throw new CliException(
          "--name is for one cluster, there are " + chosen.size() + ": choose with --upstream.");
    }
    if (chosen.size() > 1 && !dryRun) {
      throw new CliException(
          "There are "
              + chosen.size()
              + " upstreams, and each needs requests of its own: import one at a time with"
              + " --upstream and, for example, --listen-port or --host. There is: "
              + String.join(", ", chosen.stream().map(Upstream::name).toList())
              + ".");
    }
    boolean done = true;
    for (Upstream upstream : chosen) {
      done &= make(upstream, out);
    }
    return done ? 0 : 1;
  }

  private boolean make(Upstream upstream, PrintWriter out)
      throws CliException, IOException, InterruptedException {
    String cluster = name == null ? upstream.clusterName() : name;
    HealthCheck health = health(upstream.health());
    out.printf(
        "%s: placement %s, key %s, health check %s%n",
        cluster,
        ConsoleText.placement(upstream.placement()),
        ConsoleText.rules(upstream.keyRules()),
        health);
    for (Upstream.Server server : upstream.servers()) {
      out.printf(
          "  %-24s %-24s weight %-4.0f known as %s%s%n",
          server.name(),
          server.address(),
          server.weight(),
          server.hashKey(),
          server.state() == ServerState.READY ? "" : ", " + ConsoleText.state(server.state()));
    }
    upstream.remarks().forEach(remark -> out.println("  Note: " + remark));
    try {
      ControlPlane controlPlane = apiOptions.controlPlane();
      Listen listen = listen(controlPlane, out);
      String sentence = controlPlane.create(upstream, cluster, listen, health, dryRun);
      out.println(dryRun ? "Would be done: " + sentence : "Done: " + sentence);
    } catch (CliException e) {
      if (!dryRun) {
        throw e;
      }
      out.println("Would not be done: " + e.sentence());
      return false;
    } finally {
      out.flush();
    }
    return true;
  }

  private HealthCheck health(HealthCheck ofTheFile) throws CliException {
    try {
      return healthPath == null ? ofTheFile : ofTheFile.of(healthPath);
    } catch (IllegalArgumentException e) {
      throw new CliException("--health-path: " + e.getMessage());
    }
  }

  /**
   * Returns the listen settings of the cluster. A dry run without any checks whether all else is
   * valid: if another cluster already gets all requests of the main port, it uses a port that no
   * cluster has.
   */
  private Listen listen(ControlPlane controlPlane, PrintWriter out)
      throws CliException, IOException, InterruptedException {
    Listen listen;
    try {
      hosts.forEach(ListenHost::check);
      listen = new Listen(port, hosts, path);
    } catch (IllegalArgumentException e) {
      throw new CliException(String.valueOf(e.getMessage()));
    }
    if (!dryRun || !listen.equals(Listen.DEFAULT)) {
      return listen;
    }
    Map<String, Listen> others = controlPlane.listens();
    for (Map.Entry<String, Listen> other : others.entrySet()) {
      if (other.getValue().equals(listen)) {
        out.printf(
            "  Note: the requests of the main port go to cluster '%s'; give --listen-port, --host"
                + " or --path when you import.%n",
            other.getKey());
        return new Listen(unclaimed(others.values()), List.of(), "/");
      }
    }
    return listen;
  }

  private static int unclaimed(Collection<Listen> others) {
    int free = LAST_REGISTERED_PORT;
    while (isClaimed(free, others)) {
      free--;
    }
    return free;
  }

  private static boolean isClaimed(int port, Collection<Listen> others) {
    return others.stream().anyMatch(other -> other.port() == port);
  }
}
