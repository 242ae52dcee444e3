package io.ringway.balancer.warmup;

import io.ringway.balancer.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Load that a balancer puts on itself over loopback before it is ready, so that its code is
 * compiled when clients come. The way of a request is the real one, with one event loop of its own
 * and with counters, health and connections of its own: nothing of it is told or kept. What a JVM
 * compiles is the same for all loops.
 *
 * <p>It takes two cores at most, one for the loop and one for clients and server, and the compiler
 * works beside them.
 */
public final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private static final int CLIENTS = 32;

  /** What it does; returns the requests that were answered. */
  @FunctionalInterface
  interface Load {
    long run(BooleanSupplier ended) throws IOException;
  }

  private final Load load;
  private volatile boolean underWay;
  private volatile boolean ended;

  /**
   * Nothing runs yet.
   *
   * @param kind the transport that clients will come by
   * @param time how long it takes; none at all when it is zero
   */
  public WarmUp(Transport.Kind kind, Duration time) {
    this(!time.isZero(), ended -> runLoad(kind, time, ended));
  }

  WarmUp(boolean wanted, Load load) {
    this.load = load;
    this.underWay = wanted;
  }

  /**
   * Runs it and waits for its end. When it cannot be done the log says so, and all goes on.
   *
   * @return the requests that were answered
   * @throws CancellationException when it was {@linkplain #end ended}
   */
  public long run() {
    if (!underWay) {
      return 0;
    }
    long answers = 0;
    try {
      answers = load.run(() -> ended);
      LOG.info("Warmed up with {} requests", answers);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Not warmed up, the first seconds of traffic will be slower: {}", e.toString());
    }
    underWay = false;
    if (ended) {
      throw new CancellationException("ended while it warmed up");
    }
    return answers;
  }

  private static long runLoad(Transport.Kind kind, Duration time, BooleanSupplier ended)
      throws IOException {
    try (LoopbackTraffic loopbackTraffic = new LoopbackTraffic();
        LoopbackProxy proxy = new LoopbackProxy(kind, loopbackTraffic.serverPorts())) {
      return loopbackTraffic.load(proxy.port(), CLIENTS, time, ended);
    }
  }

  /** Whether it is still to be awaited. Any thread. */
  public boolean underWay() {
    return underWay;
  }

  /** Ends it at once. Any thread; before it began and after its end, too. */
  public void end() {
    ended = true;
  }
}
