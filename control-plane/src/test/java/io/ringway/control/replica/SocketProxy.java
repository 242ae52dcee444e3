package io.ringway.control.replica;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy in front of an engine's socket, which can disappear and come back as an engine does. */
final class SocketProxy implements AutoCloseable {

  private final Path socket;
  private final UnixDomainSocketAddress engine;
  private final ServerSocketChannel listening;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  SocketProxy(Path socket, String engine) throws IOException {
    this.socket = socket;
    this.engine = UnixDomainSocketAddress.of(URI.create(engine).getPath());
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = listening.accept();
        SocketChannel server = SocketChannel.open(engine);
        open.add(client);
        open.add(server);
        Thread.ofPlatform().daemon().start(() -> copy(client, server));
        Thread.ofPlatform().daemon().start(() -> copy(server, client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException _) {
      close(from);
      close(to);
    }
  }

  private void close(SocketChannel channel) {
    open.remove(channel);
    try {
      channel.close();
    } catch (IOException _) {
      // it is of no more use in any case
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    open.forEach(this::close);
    Files.deleteIfExists(socket);
  }
}
