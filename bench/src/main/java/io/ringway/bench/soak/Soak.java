package io.ringway.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The soak test: runs the whole system for minutes, hours or days while a script does what people
 * do over months. Afterwards nothing may have grown, nothing may have been logged at ERROR, and
 * everything that was acknowledged has to exist.
 */
@Command(
    name = "./ringway bench soak",
    mixinStandardHelpOptions = true,
    description =
        "Runs the whole system while a script does what people do for months. Ends with 0 when"
            + " nothing grew, nothing was logged at ERROR, and everything that was acknowledged is"
            + " there; else with 1 and a list.",
    showDefaultValues = true)
public final class Soak implements Callable<Integer> {

  private static final int LONGEST_MINUTES = 10_080;
  private static final int HIGHEST_RATE = 1_000;

  @Option(names = "--minutes", description = "how long, 1 to 10,080 (a week)")
  private int minutes = 60;

  @Option(
      names = "--out",
      description =
          "a folder for the report and, when something was wrong or with --keep, the data and the"
              + " logs of all parts")
  private Path out = Path.of("target/soak");

  @Option(names = "--seed", description = "of what is drawn by chance; 0 draws it as well")
  private long seed;

  @Option(names = "--rate", description = "requests a second, 8 to 1,000")
  private int rate = 80;

  @Option(names = "--keep", description = "keep data and logs when all was well, too")
  private boolean keep;

  @Option(
      names = "--names",
      negatable = true,
      fallbackValue = "true",
      description = "servers with DNS names that move and vanish, too")
  private boolean names = true;

  @Option(names = "--root", hidden = true)
  private Path root = Path.of(".");

  private Soak() {}

  /** Runs the test; {@code --help} lists the options. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Soak());
    line.setExecutionExceptionHandler((e, _, _) -> {
      if (!(e instanceof SoakException)) {
        throw e;
      }
      System.err.println("bench soak: " + e.getMessage());
      return 1;
    });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    within("--minutes", minutes, 1, LONGEST_MINUTES);
    within("--rate", rate, 8, HIGHEST_RATE);
    String now =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss"));
    Path folder = Files.createDirectories(out.toAbsolutePath().normalize().resolve(now));
    long drawn = seed == 0 ? System.nanoTime() & Integer.MAX_VALUE : seed;
    Report report =
        new SoakRun(
                root.toAbsolutePath().normalize(),
                folder,
                Duration.ofMinutes(minutes),
                drawn,
                rate,
                names)
            .execute(Machine.name());
    Files.writeString(folder.resolve("report.md"), report.markdown());
    System.out.println(report.markdown());
    if (report.good() && !keep) {
      deleteAllBut("report.md", folder);
      System.out.println("Report: " + folder.resolve("report.md"));
    } else {
      System.out.println("Report, data and logs: " + folder);
    }
    return report.good() ? 0 : 1;
  }

  private static void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new SoakException(
          "%s takes a number from %,d to %,d, not %d.".formatted(option, least, most, value));
    }
  }

  private static void deleteAllBut(String kept, Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(folder) && !each.equals(folder.resolve(kept))) {
          Files.delete(each);
        }
      }
    }
  }
}
