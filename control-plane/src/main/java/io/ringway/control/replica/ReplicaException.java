package io.ringway.control.replica;

import org.jspecify.annotations.Nullable;

/** A runtime cannot do what was asked. */
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
