package io.ringway.balancer;

import io.netty.channel.EventLoop;
import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.memory.MemoryBudget;
import io.ringway.balancer.settings.Settings;
import io.ringway.balancer.transport.Transport;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The resources that all parts of the process share.
 *
 * @param transport the event loops that carry traffic
 * @param background event loops for the link and the admin port, which never wait for traffic, nor
 *     traffic for them
 * @param accessLog null when it is off
 */
record ProcessResources(
    Transport transport,
    Transport background,
    MemoryBudget memory,
    @Nullable AccessLog accessLog,
    SecureRandom random,
    InstantSource clock) {

  static ProcessResources open(Settings settings, InstantSource clock) throws IOException {
    MemoryBudget memory = MemoryBudget.ofProcess();
    return new ProcessResources(
        Transport.open(settings.transport(), settings.loops(), memory),
        Transport.openSideLoop(),
        memory,
        settings.accessLog.open(clock),
        new SecureRandom(),
        clock);
  }

  /** Returns a background event loop. */
  EventLoop backgroundLoop() {
    return background.group().next();
  }

  /** Ends the event loops, then the access log, which gets their last lines. */
  void close() {
    end(background);
    end(transport);
    if (accessLog != null) {
      accessLog.close();
    }
  }

  private static void end(Transport loops) {
    var _ = loops.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
  }
}
