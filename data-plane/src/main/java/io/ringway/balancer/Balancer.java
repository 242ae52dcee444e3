package io.ringway.balancer;

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

/** The balancer process. */
@Command(
    name = "ringway-balancer",
    description = "Carries the traffic of Ringway's clusters.",
    mixinStandardHelpOptions = true,
    versionProvider = Balancer.Version.class)
public final class Balancer implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

  @Mixin private final Settings settings = new Settings();

  private Balancer() {}

  /** Starts it; exit status 2 for bad settings, 1 when it cannot start, 0 after a SIGTERM. */
  public static void main(String[] args) {
    int status = commandLine().execute(args);
    if (status != RUNNING) {
      System.exit(status);
    }
  }

  private static final int RUNNING = -1;

  /** What reads the arguments; a mistake is told in one line on its error writer. */
  static CommandLine commandLine() {
    return new CommandLine(new Balancer())
        .setParameterExceptionHandler((e, _) -> {
          complain(e.getCommandLine(), e.getMessage() + ". Try --help.");
          return CommandLine.ExitCode.USAGE;
        })
        .setExecutionExceptionHandler((e, command, _) -> {
          complain(command, e.getMessage());
          LOG.debug("Not started", e);
          return e instanceof IllegalArgumentException ? 2 : 1;
        });
  }

  private static void complain(CommandLine command, @Nullable String problem) {
    command.getErr().println("ringway-balancer: " + problem);
    command.getErr().flush();
  }

  @Override
  public Integer call() throws Exception {
    settings.check();
    // Before the start: a SIGTERM that comes while it starts is obeyed as soon as it has.
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
      return; // not started, which is told by whoever tried
    }
    // SIGTERM was obeyed: that is success, where the JVM would say 143.
    Runtime.getRuntime().halt(0);
  }

  static String version() {
    @Nullable String version = Balancer.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Tells picocli the version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ringway-balancer " + version()};
    }
  }
}
