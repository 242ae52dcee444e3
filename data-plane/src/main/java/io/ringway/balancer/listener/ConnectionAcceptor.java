package io.ringway.balancer.listener;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.ringway.balancer.exchange.ClientSide;
import io.ringway.balancer.exchange.EventLoopContext;
import io.ringway.balancer.exchange.ExchangeEnvironment;
import io.ringway.balancer.exchange.Listener;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.takeover.Handover;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The admission of new connections on all ports, up to the most that are allowed. */
final class ConnectionAcceptor {

  private final ExchangeEnvironment environment;
  private final ConnectionInitializer initializer;
  private final Map<EventExecutor, EventLoopContext> loops;
  private final PortRules rules;
  private final Handover handover;
  private final AtomicInteger clients = new AtomicInteger();

  ConnectionAcceptor(
      ExchangeEnvironment environment,
      Map<EventExecutor, EventLoopContext> loops,
      PortRules rules,
      Handover handover) {
    this.environment = environment;
    this.initializer = new ConnectionInitializer(environment.rules(), environment.errors());
    this.loops = loops;
    this.rules = rules;
    this.handover = handover;
  }

  /** Handles an accepted connection, on its event loop. */
  void accept(Channel channel, Listener listener) {
    EventLoopContext loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("An event loop of another transport.");
    }
    if (rules.shared() && handover.isProbe(channel)) {
      var _ = channel.close();
      return;
    }
    Failure refusal = refusal(channel, loop);
    if (refusal == null) {
      initializer.initialize(
          channel, new ClientSide(environment, loop, channel, listener), listener.certificates());
      return;
    }
    loop.telemetry.answeredItself(null, refusal.status, refusal.reason);
    if (listener.certificates() == null) {
      channel.pipeline().addLast(new ConnectionRefusal(refusal, loop.date));
    } else {
      // A TLS handshake only to send a 503 would cost more than the request.
      var _ = channel.close();
    }
  }

  /**
   * Counts a connection and evicts an idle one when there are too many; returns why it is refused,
   * or null.
   */
  private @Nullable Failure refusal(Channel channel, EventLoopContext loop) {
    if (loop.memoryBudget.heapFull()) {
      loop.memoryBudget.refused();
      return Failure.OUT_OF_MEMORY;
    }
    if (clients.incrementAndGet() > rules.maxConnections()
        && !loop.displaceIdle(rules.yieldMillis())) {
      clients.decrementAndGet();
      return Failure.TOO_MANY_CONNECTIONS;
    }
    channel.closeFuture().addListener(_ -> clients.decrementAndGet());
    return null;
  }
}
