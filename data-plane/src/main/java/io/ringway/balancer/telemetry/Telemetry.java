package io.ringway.balancer.telemetry;

import io.ringway.balancer.obstacle.Obstacles;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The counters of all event loops, what became of the ports, and the obstacles of the machine. Safe
 * for use by any number of threads.
 */
public final class Telemetry {

  private final List<LoopTelemetry> loops = new CopyOnWriteArrayList<>();
  private final Obstacles obstacles;
  private volatile List<PortState> ports = List.of();

  /** No loops and no ports yet. */
  public Telemetry() {
    this(new Obstacles(InstantSource.system(), System::nanoTime, new Random()));
  }

  /** No loops and no ports yet. */
  public Telemetry(Obstacles obstacles) {
    this.obstacles = obstacles;
  }

  /** The obstacles that are reported. */
  public Obstacles obstacles() {
    return obstacles;
  }

  /** Counters for one more event loop, which must be their only writer. */
  public LoopTelemetry forLoop() {
    LoopTelemetry loop = new LoopTelemetry();
    loops.add(loop);
    return loop;
  }

  List<LoopTelemetry> loops() {
    return loops;
  }

  /** The ports that are to be listened on are these now. */
  public void ports(List<PortState> now) {
    ports = List.copyOf(now);
  }

  List<PortState> ports() {
    return ports;
  }
}
