package io.ringway.balancer.telemetry;

import io.ringway.balancer.obstacle.Obstacles;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The counters of all event loops, the state of the ports, and the obstacles of the machine. Safe
 * for use by any number of threads.
 */
public final class Telemetry {

  private final List<LoopTelemetry> loops = new CopyOnWriteArrayList<>();
  private final Obstacles obstacles;
  private volatile List<PortState> ports = List.of();

  /** Creates telemetry without loops and ports. */
  public Telemetry() {
    this(new Obstacles(InstantSource.system(), System::nanoTime, new Random()));
  }

  /** Creates telemetry without loops and ports. */
  public Telemetry(Obstacles obstacles) {
    this.obstacles = obstacles;
  }

  /** Returns the obstacles to report. */
  public Obstacles obstacles() {
    return obstacles;
  }

  /** Adds counters for one more event loop, which must be their only writer. */
  public LoopTelemetry forLoop() {
    LoopTelemetry loop = new LoopTelemetry();
    loops.add(loop);
    return loop;
  }

  List<LoopTelemetry> loops() {
    return loops;
  }

  /** Sets the state of the configured ports. */
  public void ports(List<PortState> now) {
    ports = List.copyOf(now);
  }

  List<PortState> ports() {
    return ports;
  }
}
