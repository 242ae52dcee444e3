package io.ringway.balancer.control;

import io.ringway.protocol.ConfigSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A target that accepts every snapshot, until it gets a reason to refuse them. */
public final class FakeRoutes implements SnapshotTarget {

  volatile @Nullable String refusal;
  private volatile ConfigSnapshot current = new ConfigSnapshot(0, 0, "default", 0, List.of());

  @Override
  public ConfigSnapshot snapshot() {
    return current;
  }

  @Override
  public String digest() {
    return current.revision() == 0 ? "" : "d" + current.revision();
  }

  @Override
  public String apply(ConfigSnapshot snapshot) throws SnapshotRefusedException {
    String why = refusal;
    if (why != null) {
      throw new SnapshotRefusedException(why, new IllegalStateException());
    }
    current = snapshot;
    return digest();
  }
}
