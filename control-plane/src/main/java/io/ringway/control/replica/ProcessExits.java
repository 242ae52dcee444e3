package io.ringway.control.replica;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The times when processes ended, recorded at once: the measured lifetime must not depend on the
 * next check.
 */
final class ProcessExits {

  private final InstantSource clock;
  private final Set<Replica.Run> watched = new HashSet<>();
  private final Map<Replica.Run, Replica.Ending> endings = new ConcurrentHashMap<>();
  private volatile Runnable changed = () -> {};

  ProcessExits(InstantSource clock) {
    this.clock = clock;
  }

  void watch(Runnable changed) {
    this.changed = changed;
  }

  /** Watches a child of this process, for which the system reports the exit code. */
  void watchChild(Replica.Run run, Process process) {
    if (watched.add(run)) {
      var _ = process.onExit().thenAccept(ended -> recordEnd(run, ended.exitValue()));
    }
  }

  /** Watches a process that another control plane has started. */
  void watchAdopted(Replica.Run run, ProcessHandle process) {
    if (watched.add(run)) {
      var _ = process.onExit().thenAccept(_ -> recordEnd(run, null));
    }
  }

  private void recordEnd(Replica.Run run, @Nullable Integer exitCode) {
    endings.put(run, new Replica.Ending(exitCode, clock.instant(), false));
    changed.run();
  }

  Optional<Replica.Ending> ending(Replica.Run run) {
    return Optional.ofNullable(endings.get(run));
  }

  void forget(Replica.Run run) {
    watched.remove(run);
    endings.remove(run);
  }
}
