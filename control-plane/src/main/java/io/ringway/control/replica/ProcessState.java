package io.ringway.control.replica;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state file of a replica process. Files of older versions have no {@code owner}, {@code token}
 * and {@code identity}: they belong to their own data folder.
 *
 * @param pid process id; 0 before the process starts: the file is written first, so that no process
 *     is ever unknown
 * @param startedMillis start time reported by the operating system, milliseconds since 1970 UTC,
 *     since process ids are reused; 0 before the process starts
 * @param port port on which it listens
 * @param cluster id of its cluster
 * @param name name of its server
 * @param owner writer of the file
 * @param token a random text in the environment of the process, by which it is found again
 * @param identity identity of the process, where the system reports one
 */
record ProcessState(
    long pid,
    long startedMillis,
    int port,
    String cluster,
    String name,
    @Nullable Owner owner,
    @Nullable String token,
    @Nullable ProcessIdentity identity) {

  /** The system counts ticks from a boot time that it knows to the second. */
  private static final long TOLERANCE_MILLIS = 2_000;

  /**
   * The writer of a state file.
   *
   * @param installation id of the installation
   * @param folder file key of the data folder, empty where the file system has none: a copy of a
   *     data folder is another folder, and its processes belong to the original
   */
  record Owner(String installation, String folder) {}

  boolean isIntended() {
    return pid == 0;
  }

  /** Returns this state with the id and start of the process. */
  ProcessState startedAs(ProcessHandle process) {
    return new ProcessState(
        process.pid(),
        started(process),
        port,
        cluster,
        name,
        owner,
        token,
        ProcessIdentity.of(process.pid()).orElse(null));
  }

  /** Returns the process if it still runs. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::same);
  }

  private boolean same(ProcessHandle handle) {
    Optional<ProcessIdentity> now = ProcessIdentity.of(pid);
    if (identity != null && now.isPresent()) {
      return identity.equals(now.get());
    }
    return Math.abs(started(handle) - startedMillis) <= TOLERANCE_MILLIS;
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
  }

  /** Returns the start time, null before the process starts. */
  @Nullable Instant startedAt() {
    return startedMillis == 0 ? null : Instant.ofEpochMilli(startedMillis);
  }
}
