package io.ringway.balancer.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.ringway.balancer.routing.Port;
import io.ringway.balancer.telemetry.PortState;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.tls.Certificates;
import java.net.InetSocketAddress;
import java.util.ArrayList;
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
 * The ports that are listened on: those that clusters ask for, and the one with TLS that goes with
 * the main port. Safe for all threads but event loops.
 */
final class OpenPorts {

  private static final Logger LOG = LoggerFactory.getLogger(OpenPorts.class);

  private static final String UNCERTIFIED =
      "its clusters ask for TLS, and this balancer has no certificates: start it with"
          + " --tls-certificates";

  private final Supplier<ServerBootstrap> listening;
  private final String address;
  private final int mainPort;
  private final Reception reception;
  private final Telemetry telemetry;

  // Guarded by this.
  private final Map<Integer, BoundPort> bound = new TreeMap<>();
  private Set<Port> asked = Set.of();
  private Set<Integer> closed = Set.of();
  private @Nullable Certificates certificates;
  private @Nullable Integer tlsPort;
  private @Nullable BoundPort secure;

  /**
   * None yet.
   *
   * @param listening how to listen
   * @param address what to listen on
   * @param mainPort what port 0 of a cluster stands for; 0 for any free one
   */
  OpenPorts(
      Supplier<ServerBootstrap> listening,
      String address,
      int mainPort,
      Reception reception,
      Telemetry telemetry) {
    this.listening = listening;
    this.address = address;
    this.mainPort = mainPort;
    this.reception = reception;
    this.telemetry = telemetry;
  }

  /** From now on ports can speak TLS. */
  synchronized void certify(Certificates with) {
    certificates = with;
  }

  /**
   * Listens with TLS wherever the main port is listened on.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException when it cannot be bound
   */
  synchronized void bindTls(int port) {
    tlsPort = port;
    if (bound.containsKey(0)) {
      bindSecure();
      tell();
    }
  }

  /** The port with TLS that goes with the main one, or -1. */
  synchronized int tlsPort() {
    return secure == null ? -1 : secure.number();
  }

  /** The real number of a port, or -1 when it is not listened on. */
  synchronized int number(int port) {
    BoundPort found = bound.get(port);
    return found == null ? -1 : found.number();
  }

  /** Every socket that listens. */
  synchronized List<Channel> sockets() {
    List<Channel> all = new ArrayList<>();
    bound.values().forEach(port -> all.add(port.channel()));
    if (secure != null) {
      all.add(secure.channel());
    }
    return all;
  }

  /**
   * Binds, changes and closes until exactly these ports are listened on, but for those that are to
   * speak TLS while there are no certificates: they are closed, and that is told. Whoever is
   * connected finishes the request that is under way.
   *
   * @throws IllegalStateException when a port cannot be bound; then nothing has changed
   */
  synchronized void reconcile(Set<Port> ports) {
    Map<Integer, Port> wanted = new HashMap<>();
    for (Port port : ports) {
      if (!port.tls() || certificates != null) {
        wanted.put(port.number(), port);
      }
    }
    bindMissing(wanted);
    for (Map.Entry<Integer, BoundPort> each : List.copyOf(bound.entrySet())) {
      int number = each.getKey();
      Port port = wanted.get(number);
      if (port == null) {
        release(number);
        LOG.info("No longer listening on port {}", number == 0 ? mainPort : number);
      } else {
        each.getValue().speak(certificatesOf(port));
      }
    }
    asked = Set.copyOf(ports);
    tell();
  }

  private void bindMissing(Map<Integer, Port> wanted) {
    List<Integer> fresh = new ArrayList<>();
    try {
      for (Port port : wanted.values()) {
        if (!bound.containsKey(port.number())) {
          bound.put(port.number(), bind(port));
          fresh.add(port.number());
          if (port.number() == 0) {
            bindSecure();
          }
        }
      }
    } catch (IllegalStateException taken) {
      fresh.forEach(this::release);
      throw taken;
    }
  }

  private @Nullable Certificates certificatesOf(Port port) {
    return port.tls() ? certificates : null;
  }

  private BoundPort bind(Port port) {
    return bind(
        port.number() == 0 ? mainPort : port.number(),
        new Inlet(port.number(), certificatesOf(port)));
  }

  private void bindSecure() {
    if (tlsPort != null) {
      secure = bind(tlsPort, new Inlet(0, certificates));
    }
  }

  private BoundPort bind(int number, Inlet inlet) {
    ServerBootstrap bootstrap =
        listening
            .get()
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 4_096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    return new BoundPort(bootstrap, new InetSocketAddress(address, number), inlet, reception);
  }

  /** Stops listening on a port; the port with TLS goes with the main one. */
  private void release(int number) {
    close(bound.remove(number));
    if (number == 0) {
      close(secure);
      secure = null;
    }
  }

  private static void close(@Nullable BoundPort port) {
    if (port != null) {
      port.close();
    }
  }

  private void tell() {
    List<PortState> states = new ArrayList<>();
    bound.values().forEach(port -> states.add(state(port)));
    if (secure != null) {
      states.add(state(secure));
    }
    Set<Integer> missing = new HashSet<>();
    for (Port port : asked) {
      if (!bound.containsKey(port.number())) {
        missing.add(port.number());
        states.add(new PortState(port.number(), port.tls(), UNCERTIFIED));
        if (!closed.contains(port.number())) {
          LOG.error(
              "Port {} stays closed: {}. The rest of the configuration is in force.",
              port.number(),
              UNCERTIFIED);
        }
      }
    }
    closed = missing;
    telemetry.ports(states);
  }

  private static PortState state(BoundPort port) {
    return new PortState(port.number(), port.speaksTls(), "");
  }
}
