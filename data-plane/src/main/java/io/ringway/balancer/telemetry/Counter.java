package io.ringway.balancer.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A rising number with one writer and any number of readers. */
final class Counter {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read and written through VALUE
  private long value;

  /** Adds one. By the writer only: no locked instruction. */
  void add() {
    VALUE.setRelease(this, (long) VALUE.get(this) + 1);
  }

  long value() {
    return (long) VALUE.getAcquire(this);
  }
}
