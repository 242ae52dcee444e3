package io.ringway.balancer.warmup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The clients in front of a proxy and the servers behind it, run on the calling thread. They do not
 * use the proxy's own classes: the compiler optimises for what it sees, and handlers that real
 * traffic never uses would slow down the code of the others for good.
 */
final class LoopbackTraffic implements AutoCloseable {

  /** A channel that waits for the selector. */
  @FunctionalInterface
  interface Waiting {
    void ready(SelectionKey key) throws IOException;
  }

  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int LOOK_MILLIS = 20;
  private static final int SERVERS = 3;

  private final Selector selector = Selector.open();
  private final List<ServerSocketChannel> servers = new ArrayList<>();
  private final List<WarmUpClient> clients = new ArrayList<>();

  /** Opens the servers; there are no clients yet. */
  LoopbackTraffic() throws IOException {
    try {
      for (int i = 0; i < SERVERS; i++) {
        ServerSocketChannel server = ServerSocketChannel.open();
        servers.add(server);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT, (Waiting) this::accept);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Returns the loopback ports of the servers. */
  List<Integer> serverPorts() {
    return servers.stream().map(server -> server.socket().getLocalPort()).toList();
  }

  private void accept(SelectionKey key) throws IOException {
    SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept();
    if (accepted != null) {
      WarmUpServer.register(accepted, selector);
    }
  }

  /**
   * Sends requests to a proxy from several clients, one after the other each.
   *
   * @param ended tells whether to end before the time is over
   * @return the number of responses
   * @throws IOException when a response is not as expected, or a connection breaks
   */
  long load(int proxyPort, int many, Duration time, BooleanSupplier ended) throws IOException {
    InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort);
    for (int i = 0; i < many; i++) {
      clients.add(new WarmUpClient(selector, proxy, i));
    }
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0 && !ended.getAsBoolean()) {
      turn();
    }
    // A proxy without requests under way logs nothing when everything closes.
    clients.forEach(WarmUpClient::finish);
    long rest = System.nanoTime() + REST_NANOS;
    while (clients.stream().anyMatch(WarmUpClient::busy) && System.nanoTime() - rest < 0) {
      turn();
    }
    return clients.stream().mapToLong(WarmUpClient::responses).sum();
  }

  private void turn() throws IOException {
    try {
      selector.select(
          key -> {
            try {
              ((Waiting) key.attachment()).ready(key);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          },
          LOOK_MILLIS);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    for (ServerSocketChannel server : servers) {
      server.close();
    }
    selector.close();
  }
}
