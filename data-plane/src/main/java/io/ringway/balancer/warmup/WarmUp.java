package io.ringway.balancer.warmup;

import io.ringway.balancer.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that a balancer sends to itself over loopback before it is ready, so that its code
 * is compiled when clients come. They take the real path of a request, with an event loop,
 * counters, health and connections of their own, so nothing of them is reported or kept. Compiled
 * code serves all event loops.
 *
 * <p>It uses at most two cores, one for the loop and one for clients and servers, beside the
 * compiler.
 */
public final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private static final int CLIENTS = 32;

  /** The load; returns the number of responses. */
  @FunctionalInterface
  interface Load {
    long run(BooleanSupplier ended) throws IOException;
  }

  private final Load load;
  private volatile boolean underWay;
  private volatile boolean ended;

  /**
   * Creates a warm-up that does not run yet.
   *
   * @param kind the transport that clients will use
   * @param time its duration; zero for no warm-up
   */
  public WarmUp(Transport.Kind kind, Duration time) {
    this(!time.isZero(), ended -> runLoad(kind, time, ended));
  }

  WarmUp(boolean wanted, Load load) {
    this.load = load;
    this.underWay = wanted;
  }

  /**
   * Runs it and waits for its end. A failure is logged and has no other consequence.
   *
   * @return the number of responses
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

  /** Tells whether it has not ended yet. Any thread. */
  public boolean underWay() {
    return underWay;
  }

  /** Ends it at once. Any thread; may be called before it begins and after its end. */
  public void end() {
    ended = true;
  }
}
