package io.ringway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit status: 0 success, 1 refused or not all keys stay, 2 wrong options. */
@Command(
    name = "./ringway",
    subcommands = {ImportCommand.class, AgreeCommand.class})
public final class RingwayCli {

  private RingwayCli() {}

  static CommandLine commands(PrintWriter out, PrintWriter err) {
    return new CommandLine(new RingwayCli())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, _) -> {
          if (e instanceof CliException cliException) {
            command.getErr().println("ringway: " + cliException.sentence());
          } else if (e instanceof IOException) {
            command.getErr().println("ringway: " + e);
          } else {
            throw e;
          }
          command.getErr().flush();
          return 1;
        });
  }

  /** Runs a command. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    System.exit(commands(out, err).execute(args));
  }
}
