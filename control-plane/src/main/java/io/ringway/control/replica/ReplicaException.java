package io.ringway.control.replica;

import org.jspecify.annotations.Nullable;

/** A request that a runtime could not carry out. */
final class ReplicaException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient ReplicaFault replicaFault;

  ReplicaException(ReplicaFault replicaFault, @Nullable Throwable cause) {
    super(ReplicaFaultText.of(replicaFault), cause);
    this.replicaFault = replicaFault;
  }

  ReplicaException(ReplicaFault replicaFault) {
    this(replicaFault, null);
  }

  ReplicaFault fault() {
    return replicaFault;
  }
}
