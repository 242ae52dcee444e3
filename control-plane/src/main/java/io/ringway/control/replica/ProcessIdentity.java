package io.ringway.control.replica;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The start of a process as Linux counts it. Unlike a time of day it does not change when the clock
 * is set, and together with the process id it is unique.
 *
 * @param boot the random id of the system's boot
 * @param ticks ticks from that boot to the start
 */
record ProcessIdentity(String boot, long ticks) {

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /**
   * The index of field 22 (starttime) of proc_pid_stat(5), counted after the name in parentheses.
   */
  private static final int START_TIME = 22 - 3;

  /** Reads the identity; empty on another system, or when the process has ended. */
  static Optional<ProcessIdentity> of(long pid) {
    try {
      String boot = Files.readString(BOOT).strip();
      Path file = Path.of("/proc", String.valueOf(pid), "stat");
      String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(new ProcessIdentity(boot, Long.parseLong(fields[START_TIME])));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException _) {
      return Optional.empty(); // another system, or the process has just ended
    }
  }
}
