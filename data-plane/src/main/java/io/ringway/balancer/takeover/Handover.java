package io.ringway.balancer.takeover;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The handover of {@code SO_REUSEPORT} ports to the other processes that listen on them, without
 * resetting a connection.
 *
 * <p>A connection belongs to one listening socket from its first packet; when that closes, the
 * kernel resets those that nobody has accepted. So {@link #begin} has the kernel give new
 * connections to another socket of the port. Connections that the kernel has already given to this
 * socket are accepted as usual. When none are left, {@link #end} is called and the socket may be
 * closed.
 *
 * <p>A process does not know the index of its own socket in the kernel's group, and does not need
 * to. It steers everything to index 0 and connects to its own port, which shows whether index 0 is
 * another process. If it is not, index 1 is, or no other process listens. Connections are served
 * meanwhile, wherever they go.
 */
public final class Handover {

  private static final int PROBE_MILLIS = 2_000;

  private final Set<SocketAddress> probes = ConcurrentHashMap.newKeySet();
  private final List<ListeningSocket> leaving = new ArrayList<>();

  /**
   * Has the kernel give all new connections to other processes. Waits for connections to be
   * accepted, so it must not be called on an event loop.
   *
   * @param ports the listening sockets
   * @return whether any port is handed over; nothing changes for a port without other listeners
   * @throws IOException when the kernel or the transport does not allow it; nothing changes then
   */
  public boolean begin(List<Channel> ports) throws IOException {
    try {
      for (Channel port : ports) {
        begin(port);
      }
    } catch (IOException e) {
      end();
      throw e;
    }
    return !leaving.isEmpty();
  }

  private void begin(Channel port) throws IOException {
    if (!(port instanceof UnixChannel unix)) {
      throw new IOException("the transport nio does not give access to its sockets");
    }
    ListeningSocket socket = new ListeningSocket(unix.fd().intValue());
    for (int index = 0; index <= 1; index++) {
      socket.steerTo(index);
      if (reachesOtherProcess((InetSocketAddress) port.localAddress())) {
        leaving.add(socket);
        return;
      }
    }
    socket.steerByHash();
  }

  /** Connects to the port, and waits until the process that accepted the connection closes it. */
  private boolean reachesOtherProcess(InetSocketAddress port) throws IOException {
    InetAddress host = port.getAddress();
    if (host.isAnyLocalAddress()) {
      host = InetAddress.getLoopbackAddress();
    }
    try (Socket probe = new Socket()) {
      probe.bind(new InetSocketAddress(host, 0));
      SocketAddress name = probe.getLocalSocketAddress();
      probes.add(name);
      try {
        probe.connect(new InetSocketAddress(host, port.getPort()), PROBE_MILLIS);
        probe.setSoTimeout(PROBE_MILLIS);
        probe.shutdownOutput();
        var _ = probe.getInputStream().read();
        return probes.contains(name);
      } finally {
        probes.remove(name);
      }
    }
  }

  /** Tells whether an accepted connection is a probe of {@link #begin}, which has to be closed. */
  public boolean isProbe(Channel connection) {
    return !probes.isEmpty() && probes.remove(connection.remoteAddress());
  }

  /**
   * Discards new connection attempts. From now on the sockets should be closed as soon as the
   * connections that they hold are accepted.
   */
  public void discardNew() throws IOException {
    for (ListeningSocket socket : leaving) {
      socket.discardIncoming();
    }
  }

  /** Restores the kernel's settings: the remaining processes share the port by hash. */
  public void end() throws IOException {
    for (ListeningSocket socket : leaving) {
      socket.steerByHash();
    }
    leaving.clear();
  }
}
