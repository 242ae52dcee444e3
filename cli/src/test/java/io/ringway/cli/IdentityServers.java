package io.ringway.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** HTTP servers on loopback that respond to every request with their own address. */
final class IdentityServers implements AutoCloseable {

  private final List<ServerSocket> sockets = new ArrayList<>();

  /** Starts a server at an address and any free port. */
  int start(String address) throws IOException {
    return start(address, 0);
  }

  /** Starts a server. */
  int start(String address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1_024);
    sockets.add(socket);
    String identity = address + ":" + socket.getLocalPort();
    Thread.ofVirtual()
        .start(() -> {
          while (!socket.isClosed()) {
            try {
              Socket client = socket.accept();
              Thread.ofVirtual().start(() -> serve(client, identity));
            } catch (IOException closed) {
              return;
            }
          }
        });
    return socket.getLocalPort();
  }

  private static void serve(Socket client, String identity) {
    byte[] response =
        ("HTTP/1.1 200 OK\r\nContent-Length: " + identity.length() + "\r\n\r\n" + identity)
            .getBytes(StandardCharsets.US_ASCII);
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      while (true) {
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
          // The head does not matter: every request gets the name of its server.
        }
        client.getOutputStream().write(response);
      }
    } catch (SocketException | java.io.EOFException theClientLeft) {
      // as clients do
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Reads a line without its line end. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new java.io.EOFException("The connection was closed.");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }
}
