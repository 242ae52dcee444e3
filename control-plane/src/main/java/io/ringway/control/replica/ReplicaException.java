package io.ringway.control.replica;

import org.jspecify.annotations.Nullable;

/** A runtime cannot do what was asked. */
final class ReplicaException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Fault fault;

  ReplicaException(Fault fault, @Nullable Throwable cause) {
    super(FaultText.of(fault), cause);
    this.fault = fault;
  }

  ReplicaException(Fault fault) {
    this(fault, null);
  }

  Fault fault() {
    return fault;
  }
}
