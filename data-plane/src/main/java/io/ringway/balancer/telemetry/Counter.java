package io.ringway.balancer.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A counter with one writer and any number of readers. */
public final class Counter {

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

  /** Creates a counter of zero. */
  public Counter() {}

  /** Adds one. By the writer only, so that it needs no locked instruction. */
  public void add() {
    add(1);
  }

  /** Adds a number. By the writer only. */
  public void add(long many) {
    VALUE.setRelease(this, (long) VALUE.get(this) + many);
  }

  /** Returns the current number. */
  public long value() {
    return (long) VALUE.getAcquire(this);
  }
}
