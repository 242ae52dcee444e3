package io.ringway.balancer.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.ringway.balancer.exchange.Listener;
import io.ringway.balancer.obstacle.Obstacles;
import io.ringway.balancer.routing.ListenPort;
import io.ringway.balancer.telemetry.PortState;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.tls.Certificates;
import io.ringway.protocol.Obstacle;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports that are listened on: those of clusters, and the one with TLS beside the main port. A
 * port that this machine refuses is an {@link Obstacle}: it stays closed and is tried again, and
 * the others are opened. Safe for all threads but event loops.
 */
final class OpenPorts {

  private static final Logger LOG = LoggerFactory.getLogger(OpenPorts.class);

  private static final String NO_CERTIFICATES_REASON =
      "its clusters ask for TLS, and this balancer has no certificates: start it with"
          + " --tls-certificates";

  private final Supplier<ServerBootstrap> listening;
  private final String address;
  private final int mainPort;
  private final ConnectionAcceptor acceptor;
  private final Telemetry telemetry;
  private final Obstacles obstacles;

  // Guarded by this.
  private final Map<Integer, BoundPort> bound = new TreeMap<>();
  private final Map<Integer, String> reserved = new HashMap<>();
  private List<ListenPort> requested = List.of();
  private boolean accepting = true;
  private @Nullable Certificates certificates;
  private @Nullable Integer tlsPort;
  private @Nullable BoundPort tlsBound;

  /**
   * Creates ports of which none is open.
   *
   * @param listening makes the options of a listening socket
   * @param address the address to listen on
   * @param mainPort the number for port 0 of a cluster; 0 for any free one
   */
  OpenPorts(
      Supplier<ServerBootstrap> listening,
      String address,
      int mainPort,
      ConnectionAcceptor connectionAcceptor,
      Telemetry telemetry) {
    this.listening = listening;
    this.address = address;
    this.mainPort = mainPort;
    this.acceptor = connectionAcceptor;
    this.telemetry = telemetry;
    this.obstacles = telemetry.obstacles();
  }

  /** Sets the certificates for ports with TLS. */
  synchronized void setCertificates(Certificates with) {
    certificates = with;
  }

  /** Reserves a port that this balancer uses itself, by this option, so that no cluster gets it. */
  synchronized void reserve(int port, String option) {
    reserved.put(port, option);
  }

  /**
   * Listens on the main port. Connections to this and to further ports wait in the kernel until
   * {@link #accept}.
   *
   * @throws IllegalStateException when it cannot be bound
   */
  synchronized void openMain() {
    accepting = false;
    requested = List.of(ListenPort.MAIN);
    bound.put(0, bind(mainPort, new Listener(0, null)));
    publish();
  }

  /** Accepts the waiting connections and those that follow. */
  synchronized void accept() {
    accepting = true;
    sockets().forEach(socket -> socket.config().setAutoRead(true));
  }

  /**
   * Listens with TLS wherever the main port is listened on.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException when the main port is listened on, and this one cannot be bound
   */
  synchronized void bindTls(int port) {
    tlsPort = port;
    if (bound.containsKey(0)) {
      tlsBound = bind(port, new Listener(0, certificates));
      publish();
    }
  }

  /** Returns the port with TLS beside the main one, or -1. */
  synchronized int tlsPort() {
    return tlsBound == null ? -1 : tlsBound.number();
  }

  /** Returns the bound number of a port, or -1 when it is not bound. */
  synchronized int number(int port) {
    BoundPort found = bound.get(port);
    return found == null ? -1 : found.number();
  }

  /** Returns every listening socket. */
  synchronized List<Channel> sockets() {
    List<Channel> all = new ArrayList<>();
    bound.values().forEach(port -> all.add(port.channel()));
    if (tlsBound != null) {
      all.add(tlsBound.channel());
    }
    return all;
  }

  /**
   * Closes, changes and binds ports until exactly these are listened on. A port that this machine
   * refuses stays closed and is reported. Open connections finish the request under way.
   */
  synchronized void reconcile(Set<ListenPort> ports) {
    requested = ports.stream().sorted(Comparator.comparingInt(ListenPort::number)).toList();
    Map<Integer, ListenPort> wanted = new HashMap<>();
    for (ListenPort listenPort : requested) {
      if (!listenPort.tls() || certificates != null) {
        wanted.put(listenPort.number(), listenPort);
      }
    }
    for (Map.Entry<Integer, BoundPort> each : List.copyOf(bound.entrySet())) {
      int number = each.getKey();
      ListenPort listenPort = wanted.get(number);
      if (listenPort == null) {
        release(number);
        LOG.info("No longer listening on port {}", real(number));
      } else {
        each.getValue().switchTo(listenPort.tls() ? certificates : null);
      }
    }
    Set<String> names = new HashSet<>();
    requested.forEach(listenPort -> names.add(name(real(listenPort.number()))));
    if (tlsPort != null) {
      names.add(name(tlsPort));
    }
    obstacles.retain(Obstacle.Item.PORT, names);
    openMissing(false);
    publish();
  }

  /** Tries refused ports again whose time has come. */
  synchronized void retry() {
    if (openMissing(true)) {
      publish();
    }
  }

  /**
   * Opens missing ports. The main port comes first, and the one with TLS beside it, so that a
   * cluster that asks for the same number does not take it away from all others.
   */
  private boolean openMissing(boolean onlyDue) {
    boolean opened = false;
    for (ListenPort listenPort : requested) {
      int number = listenPort.number();
      if (!bound.containsKey(number) && permitted(listenPort)) {
        BoundPort made =
            attempt(
                real(number),
                onlyDue,
                new Listener(number, listenPort.tls() ? certificates : null));
        if (made != null) {
          bound.put(number, made);
          opened = true;
        }
      }
      if (number == 0 && tlsPort != null && tlsBound == null && bound.containsKey(0)) {
        tlsBound = attempt(tlsPort, onlyDue, new Listener(0, certificates));
        opened |= tlsBound != null;
      }
    }
    return opened;
  }

  /** Returns whether a port may be tried; reports the reason when it may not. */
  private boolean permitted(ListenPort listenPort) {
    if (listenPort.tls() && certificates == null) {
      obstacles.permanent(
          Obstacle.Item.PORT,
          name(listenPort.number()),
          Obstacle.Kind.NO_CERTIFICATES,
          NO_CERTIFICATES_REASON);
      return false;
    }
    String own = listenPort.number() == 0 ? null : ownUse(listenPort.number());
    if (own != null) {
      obstacles.permanent(
          Obstacle.Item.PORT,
          name(listenPort.number()),
          Obstacle.Kind.OWN_PORT,
          "this balancer uses it itself, as "
              + own
              + ": give the cluster another port, or start the balancer with another "
              + own);
      return false;
    }
    return true;
  }

  /**
   * Returns the option by which this balancer uses a port itself, or null. Sockets that share ports
   * could be bound twice, and the kernel would spread connections among them.
   */
  private @Nullable String ownUse(int number) {
    if (number == mainPort || number == number(0)) {
      return "--port";
    }
    if (Integer.valueOf(number).equals(tlsPort) || number == tlsPort()) {
      return "--tls-port";
    }
    return reserved.get(number);
  }

  private @Nullable BoundPort attempt(int number, boolean onlyDue, Listener listener) {
    if (onlyDue && !obstacles.due(Obstacle.Item.PORT, name(number))) {
      return null;
    }
    try {
      BoundPort made = bind(number, listener);
      obstacles.resolved(Obstacle.Item.PORT, name(number));
      return made;
    } catch (PortUnavailableException e) {
      LOG.debug("Port {} cannot be bound", number, e);
      obstacles.failed(Obstacle.Item.PORT, name(number), e.kind(), e.reason());
    } catch (RuntimeException e) {
      LOG.error("An unexpected error while port {} was opened; please report it", number, e);
      obstacles.failed(
          Obstacle.Item.PORT,
          name(number),
          Obstacle.Kind.UNEXPECTED,
          "an unexpected error, " + e + ", which the balancer's log tells more about");
    }
    return null;
  }

  private int real(int number) {
    return number == 0 ? mainPort : number;
  }

  private static String name(int number) {
    return Integer.toString(number);
  }

  private BoundPort bind(int number, Listener listener) {
    ServerBootstrap bootstrap =
        listening
            .get()
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.AUTO_READ, accepting)
            .option(ChannelOption.SO_BACKLOG, 4_096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    return new BoundPort(bootstrap, new InetSocketAddress(address, number), listener, acceptor);
  }

  /** Stops listening on a port; the port with TLS goes with the main one. */
  private void release(int number) {
    close(bound.remove(number));
    if (number == 0) {
      close(tlsBound);
      tlsBound = null;
    }
  }

  private static void close(@Nullable BoundPort port) {
    if (port != null) {
      port.close();
    }
  }

  private void publish() {
    List<PortState> states = new ArrayList<>();
    for (ListenPort listenPort : requested) {
      BoundPort open = bound.get(listenPort.number());
      states.add(
          open == null
              ? new PortState(real(listenPort.number()), listenPort.tls(), false)
              : of(open));
      if (listenPort.number() == 0 && tlsBound != null) {
        states.add(of(tlsBound));
      } else if (listenPort.number() == 0 && tlsPort != null) {
        states.add(new PortState(tlsPort, true, false));
      }
    }
    telemetry.ports(states);
  }

  private static PortState of(BoundPort port) {
    return new PortState(port.number(), port.speaksTls(), true);
  }
}
