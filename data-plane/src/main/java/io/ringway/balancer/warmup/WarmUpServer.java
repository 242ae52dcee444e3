package io.ringway.balancer.warmup;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A server's end of a connection; it responds to each request. */
final class WarmUpServer implements LoopbackTraffic.Waiting {

  /** The number of bytes that tell the kind of a request. */
  private static final int BEGINNING = 8;

  private final byte[] beginning = new byte[BEGINNING];
  private final ByteBuffer in = ByteBuffer.allocateDirect(8 << 10);
  private final MessageFraming end = new MessageFraming();
  private WarmUpRequest warmUpRequest = WarmUpRequest.SMALL;
  private ByteBuffer out = ByteBuffer.allocate(0);

  private WarmUpServer() {}

  static void register(SocketChannel channel, Selector selector) throws IOException {
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, SelectionKey.OP_READ, new WarmUpServer());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    if (key.isWritable()) {
      write(key);
    } else {
      read(key);
    }
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    in.clear();
    if (channel.read(in) < 0) {
      channel.close(); // the proxy needs fewer connections
      return;
    }
    in.flip();
    if (end.atStart() && in.remaining() >= BEGINNING) {
      in.get(0, beginning);
      warmUpRequest = WarmUpRequest.of(beginning);
    }
    if (end.reached(in, warmUpRequest.requestBody)) {
      end.begin();
      out = ByteBuffer.wrap(warmUpRequest.response());
      write(key);
    }
  }

  private void write(SelectionKey key) throws IOException {
    ((SocketChannel) key.channel()).write(out);
    key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }
}
