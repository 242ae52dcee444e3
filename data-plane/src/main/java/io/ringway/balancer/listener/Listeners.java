package io.ringway.balancer.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.exchange.EventLoopContext;
import io.ringway.balancer.exchange.ExchangeEnvironment;
import io.ringway.balancer.exchange.HttpRules;
import io.ringway.balancer.exchange.ProtocolErrorLog;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.ListenPort;
import io.ringway.balancer.splice.Splicer;
import io.ringway.balancer.takeover.Handover;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.transport.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The ports that clients connect to, and the state that all their connections share. */
public final class Listeners {

  private final Transport transport;
  private final boolean shared;
  private final Handover handover = new Handover();
  private final IdentityHashMap<EventExecutor, EventLoopContext> loops = new IdentityHashMap<>();
  private final OpenPorts ports;
  private volatile boolean draining;

  /**
   * Creates listeners that have bound nothing yet, with ports of their own and without a limit of
   * connections.
   *
   * @param bind the address to listen on
   * @param mainPort the number for port 0 of a cluster; 0 for any free one
   * @param rules the settings for HTTP
   * @param accessLog null for none
   * @param clock for the {@code Date} of responses
   */
  public Listeners(
      Transport transport,
      ActiveTable active,
      Telemetry telemetry,
      String bind,
      int mainPort,
      HttpRules rules,
      @Nullable AccessLog accessLog,
      InstantSource clock) {
    this(transport, active, telemetry, bind, mainPort, rules, accessLog, PortRules.DEFAULT, clock);
  }

  /**
   * Creates listeners that have bound nothing yet.
   *
   * @param bind the address to listen on
   * @param mainPort the number for port 0 of a cluster; 0 for any free one
   * @param rules the settings for HTTP
   * @param accessLog null for none
   * @param ports the limit of connections, and whether ports are shared
   * @param clock for the {@code Date} of responses
   */
  public Listeners(
      Transport transport,
      ActiveTable active,
      Telemetry telemetry,
      String bind,
      int mainPort,
      HttpRules rules,
      @Nullable AccessLog accessLog,
      PortRules ports,
      InstantSource clock) {
    this.transport = transport;
    this.shared = ports.shared();
    ExchangeEnvironment environment =
        new ExchangeEnvironment(
            rules,
            active,
            transport.clientBootstrap(),
            new ProtocolErrorLog(System::nanoTime),
            () -> draining);
    for (EventExecutor executor : transport.group()) {
      loops.put(
          executor,
          new EventLoopContext(
              loops.size(),
              (EventLoop) executor,
              telemetry.forLoop(),
              transport.memory(),
              accessLog == null ? null : accessLog.forLoop(),
              clock));
    }
    this.ports =
        new OpenPorts(
            this::listening,
            bind,
            mainPort,
            new ConnectionAcceptor(environment, loops, ports, handover),
            telemetry);
    Thread.ofPlatform().daemon().name("ringway-splice").start(this::initializeSplicers);
  }

  private ServerBootstrap listening() {
    ServerBootstrap bootstrap = transport.serverBootstrap();
    return shared ? bootstrap.option(transport.portSharing(), true) : bootstrap;
  }

  /** Returns whether the kernel can move bodies between connections, on every event loop. */
  public boolean splices() {
    return loops.values().stream().allMatch(loop -> loop.splicer != null && loop.splicer.ready());
  }

  /**
   * Links the system calls for splicing in the background: it takes tens of milliseconds, and no
   * request should wait for it.
   */
  private void initializeSplicers() {
    loops.forEach((executor, loop) -> loop.splicer = Splicer.of((EventLoop) executor));
  }

  /**
   * Listens on the main port, at the start. Connections wait in the kernel until {@link #accept}.
   *
   * @throws IllegalStateException when it cannot be bound
   */
  public void openMain() {
    ports.openMain();
  }

  /** Starts to accept connections, since there is a configuration to serve. */
  public void accept() {
    ports.accept();
  }

  /**
   * Closes, changes and binds ports until exactly these are listened on. A port that this machine
   * refuses stays closed, is reported in the log, the metrics and the reports, and is tried again
   * by {@link #retry}. Open connections finish the request under way.
   */
  public void reconcile(Set<ListenPort> wanted) {
    ports.reconcile(wanted);
  }

  /** Tries refused ports again whose time has come. Called about every second. */
  public void retry() {
    ports.retry();
  }

  /** Reserves a port that this balancer uses itself, by this option, so that no cluster gets it. */
  public void reserve(int port, String option) {
    ports.reserve(port, option);
  }

  /** Sets the certificates for ports with TLS. Called once. */
  public void setCertificates(Certificates certificates) {
    ports.setCertificates(certificates);
  }

  /**
   * Listens with TLS for the clusters of the main port, as soon as that is listened on. Called
   * once, after {@link #setCertificates}.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException when the main port is listened on, and this one cannot be bound
   */
  public void bindTls(int port) {
    ports.bindTls(port);
  }

  /** Returns the port with TLS beside the main one, or -1 when there is none. */
  public int tlsPort() {
    return ports.tlsPort();
  }

  /** Returns the bound number of a port of {@link #reconcile}, or -1 when it is not bound. */
  public int boundPort(int port) {
    return ports.number(port);
  }

  /**
   * Stops accepting, lets requests under way finish with {@code Connection: close}, and cuts the
   * rest off after a limit. Ports on which another process listens are first left to it, which
   * takes about a second. Must not be called by an event loop.
   */
  public CompletionStage<Void> drain(Duration limit) {
    return new GracefulShutdown(this, limit).begin();
  }

  /** Returns whether other processes may listen on the same ports. */
  boolean shared() {
    return shared;
  }

  Handover handover() {
    return handover;
  }

  /** Returns every listening socket. */
  List<Channel> listeningSockets() {
    return ports.sockets();
  }

  public Collection<EventLoopContext> loops() {
    return loops.values();
  }

  /** Returns whether responses say {@code Connection: close}. */
  public boolean draining() {
    return draining;
  }

  /** Makes responses say {@code Connection: close} from now on. */
  void startDraining() {
    draining = true;
  }
}
