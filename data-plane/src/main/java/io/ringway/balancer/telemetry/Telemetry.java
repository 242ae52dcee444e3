package io.ringway.balancer.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The counters of all event loops. Safe for use by any number of threads. */
public final class Telemetry {

  private final List<LoopTelemetry> loops = new CopyOnWriteArrayList<>();

  /** No loops yet. */
  public Telemetry() {}

  /** Counters for one more event loop, which must be their only writer. */
  public LoopTelemetry forLoop() {
    LoopTelemetry loop = new LoopTelemetry();
    loops.add(loop);
    return loop;
  }

  List<LoopTelemetry> loops() {
    return loops;
  }
}
