package io.ringway.bench.overload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Facts that the kernel reports about this machine and its processes. */
final class Machine {

  private static final Pattern FILES =
      Pattern.compile("(?m)^Max open files +\\S+ +(\\d+|unlimited)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
  private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*: (.*)$");
  private static final double KILO = 1_024;
  private static final double TICKS_PER_SECOND = 100;

  private Machine() {}

  /** Returns the maximum number of open files of a process here, when it raises its limit. */
  static int openFiles() throws IOException {
    Matcher files = FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
    return files.find() && !files.group(1).equals("unlimited")
        ? (int) Math.min(1 << 20, Long.parseLong(files.group(1)))
        : 1 << 20;
  }

  /** Returns the resident memory of a process in MiB. */
  static double resident(Process process) throws IOException {
    Matcher resident =
        RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    if (!resident.find()) {
      throw new OverloadException("A process has ended that was being measured; its log says why.");
    }
    return Long.parseLong(resident.group(1)) / KILO;
  }

  /** Returns the processor time that a process has used, in seconds. */
  static double cpu(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS_PER_SECOND;
  }

  /** Returns the processor and the kernel in readable form. */
  static String name() throws IOException {
    Matcher model = MODEL.matcher(Files.readString(Path.of("/proc/cpuinfo")));
    return "%s, %d cores, Linux %s"
        .formatted(
            model.find() ? model.group(1) : "unknown processor",
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.version"));
  }
}
