package io.ringway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replays keys and counts those that stay on their present server. */
@Command(
    name = "agree",
    mixinStandardHelpOptions = true,
    description = "Replays logged requests or keys; prints how many stay at their server.")
final class AgreeCommand implements Callable<Integer> {

  @Option(names = "--config", required = true, description = "nginx.conf or haproxy.cfg.")
  private Path config = Path.of("");

  @Option(
      names = "--config-format",
      description = "Whose file it is, nginx or haproxy (default: told by its grammar).")
  private ConfigSource.@Nullable Program configFormat;

  @Option(names = "--upstream", required = true, description = "The upstream or backend.")
  private String upstream = "";

  @ArgGroup(multiplicity = "1")
  private Replayed replayed = new Replayed();

  /** The source of the keys to replay. */
  static final class Replayed {
    @Option(
        names = "--log",
        description =
            "An access log, plain or gzip, that tells the server: of nginx with $upstream_addr, of"
                + " HAProxy with option httplog.")
    private @Nullable Path log;

    @Option(
        names = "--keys",
        description =
            "One key a line; behind a tab its server today, else the mapping of the configuration"
                + " counts.")
    private @Nullable Path keys;
  }

  @Option(
      names = "--format",
      description =
          "The log_format of nginx that the log has (default: the one with $upstream_addr).")
  private @Nullable String format;

  @Option(
      names = "--key",
      description = "Another key than the configuration's, with nginx's variables: '$$arg_user'")
  private @Nullable String key;

  @Option(
      names = "--cluster",
      description = "A cluster of the control plane (default: the one that import would make).")
  private @Nullable String cluster;

  @Option(names = "--set", paramLabel = "NAME=TEXT", description = "As with import.")
  private Map<String, String> known = Map.of();

  @Mixin private ApiOptions apiOptions = new ApiOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws CliException, IOException, InterruptedException {
    ConfigSource configSource = ConfigSource.read(config, configFormat, known);
    Upstream today = keyed(configSource.upstream(upstream));
    KeyMapping before = new KeyMapping(today.cluster());
    KeyMapping after =
        cluster == null ? before : new KeyMapping(apiOptions.controlPlane().cluster(cluster));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    MoveCounter moveCounter =
        replayed.log == null
            ? keys(Objects.requireNonNull(replayed.keys), today, before, after)
            : log(replayed.log, configSource, today, after, out);
    if (moveCounter.requests() == 0) {
      throw new CliException("Nothing could be compared.");
    }
    moveCounter.print(out, replayed.log != null);
    out.flush();
    return moveCounter.whole() ? 0 : 1;
  }

  private Upstream keyed(Upstream found) throws CliException {
    if (key == null) {
      return found;
    }
    return new Upstream(
        found.name(),
        found.placement(),
        List.of(NginxKey.rule(0, key, known, new ArrayList<>())),
        found.boundedLoad(),
        found.health(),
        found.servers(),
        found.remarks());
  }

  private MoveCounter keys(Path file, Upstream today, KeyMapping before, KeyMapping after)
      throws CliException, IOException {
    ServerIndex servers = new ServerIndex(today);
    MoveCounter moveCounter = new MoveCounter();
    try (LogLines lines = LogLines.open(file)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        int tab = line.lastIndexOf('\t');
        String text = tab < 0 ? line : line.substring(0, tab);
        if (tab < 0 && cluster == null) {
          throw new CliException(
              file
                  + ", line "
                  + lines.number()
                  + ": there is nothing to compare with. Put the server of today behind each key"
                  + " and a tab, or name a cluster of the control plane with --cluster.");
        }
        String was = tab < 0 ? before.address(text) : servers.address(line.substring(tab + 1));
        if (was == null) {
          throw new CliException(
              file
                  + ", line "
                  + lines.number()
                  + ": the upstream has no server '"
                  + line.substring(tab + 1)
                  + "'.");
        }
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        moveCounter.add(key, was, after.address(key));
      }
    }
    return moveCounter;
  }

  private MoveCounter log(
      Path file, ConfigSource configSource, Upstream today, KeyMapping after, PrintWriter out)
      throws CliException, IOException {
    LogFormat reader = format(configSource);
    KeyMapping keys = new KeyMapping(today.cluster());
    ServerIndex servers = new ServerIndex(today);
    MoveCounter moveCounter = new MoveCounter();
    long unread = 0;
    long keyless = 0;
    long elsewhere = 0;
    long retried = 0;
    try (LogLines lines = LogLines.open(file)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        LogFormat.Entry entry = reader.read(line);
        String was = entry == null ? null : servers.address(entry.server());
        byte[] key = entry == null ? new byte[0] : keys.key(entry.request());
        if (entry == null) {
          unread++;
        } else if (was == null) {
          elsewhere++;
        } else if (key.length == 0) {
          keyless++;
        } else {
          retried += entry.retried() ? 1 : 0;
          moveCounter.add(key, was, after.address(key));
        }
      }
    }
    out.printf(
        Locale.ROOT,
        "%,d requests compared; passed over: %,d lines not of the format '%s', %,d of other or no"
            + " servers, %,d without a key. %,d went on to another server after a failure.%n",
        moveCounter.requests(),
        unread,
        reader.name(),
        elsewhere,
        keyless,
        retried);
    return moveCounter;
  }

  private LogFormat format(ConfigSource configSource) throws CliException {
    for (LogFormat each : configSource.logs()) {
      if (format == null ? each.namesServer() : each.name().equals(format)) {
        if (!each.namesServer()) {
          throw new CliException(
              "The log_format '"
                  + format
                  + "' has no $upstream_addr, so the log does not tell who"
                  + " served a request.");
        }
        return each;
      }
    }
    throw new CliException(
        format == null
            ? "The configuration has no log_format with $upstream_addr, so its logs do not tell who"
                + " served a request. Add one, let it log for a while, and try again."
            : "The configuration has no log_format '" + format + "'.");
  }
}
