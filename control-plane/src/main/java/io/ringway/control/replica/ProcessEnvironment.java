package io.ringway.control.replica;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The search for processes by their initial environment, where the system shows it. */
final class ProcessEnvironment {

  /** The variable with the token of a start. */
  static final String TOKEN = "RINGWAY_REPLICA_TOKEN";

  private ProcessEnvironment() {}

  /** Tells whether the system shows environments: Linux does, to the same user. */
  static boolean shown() {
    return Files.isReadable(Path.of("/proc/self/environ"));
  }

  /** Finds the process that was started with a token, whatever program it runs now. */
  static Optional<ProcessHandle> find(String token) {
    return ProcessHandle.allProcesses().filter(process -> has(process, token)).findFirst();
  }

  private static boolean has(ProcessHandle process, String token) {
    try {
      Path file = Path.of("/proc", String.valueOf(process.pid()), "environ");
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return Arrays.asList(text.split("\0", -1)).contains(TOKEN + "=" + token);
    } catch (IOException _) {
      return false; // another user's process, or it has just ended
    }
  }
}
