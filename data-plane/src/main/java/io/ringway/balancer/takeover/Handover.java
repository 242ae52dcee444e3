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
 * How a process leaves ports on which others listen too, without a connection that is reset.
 *
 * <p>A connection belongs to one listening socket from its first packet; when that closes, the
 * kernel resets those that nobody has accepted. So the kernel is first told to give new ones to
 * another socket of the port ({@link #begin}); what this one was given is accepted as ever; when
 * there is nothing left to come, it may be closed ({@link #end}).
 *
 * <p>A process does not know at which index of the kernel's group its own socket is, and need not:
 * with everything steered to index 0, a connection that it makes to its own port tells whether that
 * is another process. If not, index 1 is, or nobody else listens. Wherever connections go meanwhile
 * they are served.
 */
public final class Handover {

  private static final int PROBE_MILLIS = 2_000;

  private final Set<SocketAddress> probes = ConcurrentHashMap.newKeySet();
  private final List<ListeningSocket> leaving = new ArrayList<>();

  /**
   * Has the kernel give all new connections to other processes. Waits for connections to be
   * accepted, and so must not be called by an event loop.
   *
   * @param ports the listening sockets
   * @return whether any of them is left to others; where nobody else listens nothing has changed
   * @throws IOException when the kernel or the transport does not allow it; then as well
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

  /** Connects, and waits until whoever accepted it has closed it. */
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

  /** Whether an accepted connection was made by {@link #begin}: it is to be closed. */
  public boolean isProbe(Channel connection) {
    return !probes.isEmpty() && probes.remove(connection.remoteAddress());
  }

  /**
   * Lets nothing new in any more. From now on the sockets are to be closed as soon as what they
   * have is accepted.
   */
  public void discardNew() throws IOException {
    for (ListeningSocket socket : leaving) {
      socket.discardIncoming();
    }
  }

  /** Leaves no trace in the kernel: those who stay share the port by hash. */
  public void end() throws IOException {
    for (ListeningSocket socket : leaving) {
      socket.steerByHash();
    }
    leaving.clear();
  }
}
