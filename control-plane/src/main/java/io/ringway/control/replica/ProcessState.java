package io.ringway.control.replica;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account of a replica process, in a file of its own. Files of older versions have no {@code
 * owner}, {@code token} and {@code identity}: they were written for their own data folder.
 *
 * @param pid process id; 0 while it is only intended: written before the process starts, so that
 *     none is started that nobody knows of
 * @param startedMillis when the process started by the operating system's account, milliseconds
 *     since 1970 UTC: a process id alone is soon another process; 0 while it is only intended
 * @param port on which it listens
 * @param cluster id of its cluster
 * @param name of its server
 * @param owner who wrote the file
 * @param token a random text in the environment of the process, by which it is found again
 * @param identity of the process, where the system tells it
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

  /** The system counts in ticks from a boot time that it knows to the second. */
  private static final long TOLERANCE_MILLIS = 2_000;

  /**
   * The writer of a state file.
   *
   * @param installation its id
   * @param folder the key that the file system gives the folder, empty where it gives none: a copy
   *     of a data folder is another folder, and its processes are the first one's
   */
  record Owner(String installation, String folder) {}

  boolean isIntended() {
    return pid == 0;
  }

  /** The same, started as a process. */
  ProcessState as(ProcessHandle process) {
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

  /** The process, if it still runs. */
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

  /** When it started, null while it is only intended. */
  @Nullable Instant startedAt() {
    return startedMillis == 0 ? null : Instant.ofEpochMilli(startedMillis);
  }
}
