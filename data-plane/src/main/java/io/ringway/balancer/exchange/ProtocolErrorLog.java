package io.ringway.balancer.exchange;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of connections that do not speak the expected protocol: one line a minute for each
 * address, for at most {@value #ADDRESSES} addresses a minute, so that nobody can fill the disk.
 * Safe for all event loops; never called for a well-formed request.
 */
public final class ProtocolErrorLog {

  static final int ADDRESSES = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(ProtocolErrorLog.class);
  private static final byte TLS_HANDSHAKE = 22;
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private final LinkedHashMap<InetAddress, Long> lastLogged = new LinkedHashMap<>();

  public ProtocolErrorLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Writes the line, unless one about this peer was written within the last minute. */
  public void log(SocketAddress peer, String sentence) {
    if (peer instanceof InetSocketAddress remote && due(remote.getAddress())) {
      LOG.warn(
          "Closed a connection from {}: {} (The next line about this address comes in a minute at"
              + " the soonest.)",
          remote.getAddress().getHostAddress(),
          sentence);
    }
  }

  /**
   * Logs bytes on a port without TLS that are not HTTP.
   *
   * @param first the first byte, which identifies TLS
   */
  void notHttp(SocketAddress peer, byte first) {
    log(
        peer,
        first == TLS_HANDSHAKE
            ? "it speaks TLS on a port without TLS; use http, or a port with TLS."
            : "what it sends is not HTTP.");
  }

  synchronized boolean due(InetAddress address) {
    long now = nanoTime.getAsLong();
    while (!lastLogged.isEmpty() && now - lastLogged.firstEntry().getValue() >= QUIET_NANOS) {
      lastLogged.pollFirstEntry();
    }
    return lastLogged.size() < ADDRESSES && lastLogged.putIfAbsent(address, now) == null;
  }
}
