package io.ringway.bench.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Free ports below the range from which the kernel takes those of outgoing connections, so that a
 * part that is restarted finds its port still free.
 */
final class Ports {

  /** The loopback addresses of two balancers, which listen on the same ports of one machine. */
  static final List<String> LOOPBACK = List.of("127.0.0.1", "127.0.0.2");

  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final int LOWEST = 15_000;
  private static final int TRIES = 1_000;

  private final RandomGenerator random;
  private final int below;
  private final Set<Integer> given = new HashSet<>();

  Ports(RandomGenerator random) throws IOException {
    this.random = random;
    this.below =
        Files.isReadable(EPHEMERAL)
            // Read by lines, because the kernel returns this file only to those who read it in one
            // piece.
            ? Integer.parseInt(Files.readAllLines(EPHEMERAL).getFirst().strip().split("\\s+", 2)[0])
            : 32_768;
    if (below <= LOWEST) {
      throw new SoakException(
          "The kernel uses all ports from "
              + below
              + " for outgoing connections: raise the start of net.ipv4.ip_local_port_range.");
    }
  }

  /** Returns a port on which nothing listens, and which was not returned before. */
  int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = random.nextInt(LOWEST, below);
      if (given.add(port) && LOOPBACK.stream().allMatch(address -> isFree(address, port))) {
        return port;
      }
    }
    throw new SoakException("There is no free port from " + LOWEST + " to " + below + ".");
  }

  private static boolean isFree(String address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
