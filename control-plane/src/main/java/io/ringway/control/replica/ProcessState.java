package io.ringway.control.replica;

import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of a replica process, in a file of its own.
 *
 * @param pid process id; 0 while it is only intended: written before the process starts, so that
 *     none is started that nobody knows of
 * @param startedMillis when the process started by the operating system's account, milliseconds
 *     since 1970 UTC: a process id alone is soon another process; 0 while it is only intended
 * @param port on which it listens
 * @param cluster id of its cluster
 * @param name of its server
 */
record ProcessState(long pid, long startedMillis, int port, String cluster, String name) {

  /** The system counts in ticks from a boot time that it knows to the second. */
  private static final long TOLERANCE_MILLIS = 2_000;

  static ProcessState intended(int port, String cluster, String name) {
    return new ProcessState(0, 0, port, cluster, name);
  }

  boolean isIntended() {
    return pid == 0;
  }

  static ProcessState of(ProcessHandle process, int port, String cluster, String name) {
    return new ProcessState(process.pid(), started(process), port, cluster, name);
  }

  /** The process, if it still runs. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> Math.abs(started(handle) - startedMillis) <= TOLERANCE_MILLIS);
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
  }

  Replica replica() {
    return new Replica(
        cluster, name, String.valueOf(pid), ProcessRuntime.HOST, port, process().isPresent());
  }
}
