package io.ringway.balancer;

import io.ringway.balancer.settings.Settings;
import io.ringway.balancer.warmup.WarmUp;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The main class of the balancer process. */
@Command(
    name = "ringway-balancer",
    description = "Carries the traffic of Ringway's clusters.",
    mixinStandardHelpOptions = true,
    versionProvider = Balancer.Version.class)
public final class Balancer implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

  @Mixin private final Settings settings = new Settings();

  private Balancer() {}

  /**
   * Starts the process. Its exit status is 2 for bad settings, 1 for a failed start, 0 after
   * SIGTERM.
   */
  public static void main(String[] args) {
    int status = commandLine().execute(args);
    if (status != RUNNING) {
      System.exit(status);
    }
  }

  private static final int RUNNING = -1;

  /** Returns the parser of the arguments. It reports a mistake in one line on its error writer. */
  public static CommandLine commandLine() {
    return new CommandLine(new Balancer())
        .setParameterExceptionHandler((e, _) -> {
          report(e.getCommandLine(), e.getMessage() + ". Try --help.");
          return CommandLine.ExitCode.USAGE;
        })
        .setExecutionExceptionHandler((e, command, _) -> {
          report(command, e.getMessage());
          LOG.debug("Not started", e);
          return e instanceof IllegalArgumentException ? 2 : 1;
        });
  }

  private static void report(CommandLine command, @Nullable String problem) {
    command.getErr().println("ringway-balancer: " + problem);
    command.getErr().flush();
  }

  @Override
  public Integer call() throws Exception {
    settings.check();
    // Before the start: a SIGTERM during the start takes effect as soon as it has ended.
    CompletableFuture<RunningBalancer> started = new CompletableFuture<>();
    WarmUp warmUp = settings.warmUp();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(warmUp, started), "stop"));
    try {
      started.complete(
          RunningBalancer.start(settings, System.getenv(), InstantSource.system(), warmUp));
    } catch (CancellationException e) {
      started.cancel(false); // the hook that ended the warm-up ends the process
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
      throw e;
    }
    return RUNNING;
  }

  private static void stop(WarmUp warmUp, CompletableFuture<RunningBalancer> started) {
    warmUp.end();
    try {
      started.join().stop();
    } catch (CancellationException e) {
      LOG.info("Stopped while it warmed up");
    } catch (CompletionException e) {
      return; // the failed start is reported where it was tried
    }
    // A stop by SIGTERM is a success; the JVM's own exit status would be 143.
    Runtime.getRuntime().halt(0);
  }

  static String version() {
    @Nullable String version = Balancer.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The version for picocli's --version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ringway-balancer " + version()};
    }
  }
}
