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
 * The clients before a proxy, and the servers behind it, on the thread that calls. Not made of the
 * same parts as the proxy: the compiler learns from what it sees, and handlers that no traffic has
 * would make the code of those that it has slower for good.
 */
final class LoopbackTraffic implements AutoCloseable {

  /** Something that waits for the selector. */
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

  /** Its servers listen, and nobody asks yet. */
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

  /** Where the servers listen on the loopback. */
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
   * Has clients ask a proxy one request after the other.
   *
   * @param ended whether it is to end before its time
   * @return the requests that were answered
   * @throws IOException when an answer is not as it should be, or a connection breaks
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
    // A proxy with nothing under way has nothing to complain of when all of it goes.
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
