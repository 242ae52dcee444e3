package io.ringway.balancer.warmup;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A client that sends one request after the other, and reconnects every few hundred requests. */
final class WarmUpClient implements LoopbackTraffic.Waiting {

  private static final int REQUESTS_PER_CONNECTION = 500;
  private static final int BUFFER = 16 << 10;

  /** The position of the status in a response. */
  private static final int STATUS = "HTTP/1.1 ".length();

  private final Selector selector;
  private final InetSocketAddress proxy;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private WarmUpRequest warmUpRequest = WarmUpRequest.SMALL;
  private ByteBuffer out = ByteBuffer.allocate(0);
  private final MessageFraming end = new MessageFraming();
  private int turn;
  private long responses;
  private boolean finishing;
  private boolean busy;

  /** Connects; the number selects its first request. */
  WarmUpClient(Selector selector, InetSocketAddress proxy, int number) throws IOException {
    this.selector = selector;
    this.proxy = proxy;
    this.turn = number;
    connect();
  }

  private void connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, this);
      if (channel.connect(proxy)) {
        sendNext(key);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends no further request once the response under way is complete. */
  void finish() {
    finishing = true;
  }

  boolean busy() {
    return busy;
  }

  long responses() {
    return responses;
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (key.isConnectable()) {
      channel.finishConnect();
      sendNext(key);
    } else if (key.isWritable()) {
      write(key);
    } else {
      read(key);
    }
  }

  private void sendNext(SelectionKey key) throws IOException {
    busy = !finishing;
    if (!busy) {
      key.interestOps(SelectionKey.OP_READ);
      return;
    }
    warmUpRequest = WarmUpRequest.ALL.get(turn % WarmUpRequest.ALL.size());
    out = ByteBuffer.wrap(warmUpRequest.request(turn / WarmUpRequest.ALL.size()));
    turn++;
    end.begin();
    write(key);
  }

  private void write(SelectionKey key) throws IOException {
    ((SocketChannel) key.channel()).write(out);
    key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    in.clear();
    if (channel.read(in) < 0) {
      throw new EOFException("The connection was closed within the warm-up.");
    }
    in.flip();
    if (end.atStart() && in.remaining() > STATUS && in.get(STATUS) != '2') {
      throw new IOException("A request of the warm-up got status " + (char) in.get(STATUS) + "xx.");
    }
    if (!end.reached(in, warmUpRequest.responseBody)) {
      return;
    }
    responses++;
    if (responses % REQUESTS_PER_CONNECTION == 0 && !finishing) {
      channel.close();
      connect();
    } else {
      sendNext(key);
    }
  }
}
