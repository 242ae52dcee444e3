package io.ringway.balancer.exchange;

import com.sun.management.ThreadMXBean;
import io.ringway.balancer.transport.Transport;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A process that proxies requests over reused connections and prints how many bytes the event loops
 * allocated for each. Its one argument is the kind of transport.
 */
final class AllocationProbe {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int REQUESTS = 1_000;

  /** The first rounds load classes and fill pools. */
  private static final int ROUNDS = 10;

  private static final byte[] REQUEST =
      "GET /items/1?key=42 HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
          .getBytes(StandardCharsets.US_ASCII);

  private AllocationProbe() {}

  /** Prints the least number of bytes of all rounds. */
  public static void main(String[] args) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Rig rig = new Rig(Transport.Kind.valueOf(args[0]))) {
      Thread.ofVirtual().start(() -> serve(server));
      rig.route(server.getLocalPort());
      try (Socket client = rig.connect()) {
        client.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
          least = Math.min(least, bytesPerRequest(in, out));
        }
        System.out.println("bytes " + least);
      }
    }
  }

  /** Serves one connection; unlike {@link FakeServer} it remembers no requests. */
  private static void serve(ServerSocket server) {
    try (Socket balancer = server.accept()) {
      balancer.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(balancer.getInputStream());
      while (!FakeServer.readHead(in).isEmpty()) {
        balancer.getOutputStream().write(RESPONSE);
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static long bytesPerRequest(InputStream in, OutputStream out) throws IOException {
    long before = allocatedByEventLoops();
    for (int i = 0; i < REQUESTS; i++) {
      out.write(REQUEST);
      String response = Rig.readAnswer(in);
      if (!response.endsWith("ok")) {
        throw new IOException("not the response of the server: " + response);
      }
    }
    return (allocatedByEventLoops() - before) / REQUESTS;
  }

  private static long allocatedByEventLoops() {
    long bytes = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("ringway-io")) {
        bytes += THREADS.getThreadAllocatedBytes(thread.threadId());
      }
    }
    return bytes;
  }
}
