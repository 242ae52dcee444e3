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

/** The ports that clients connect to, and what all their connections share. */
public final class Listeners {

  private final Transport transport;
  private final boolean shared;
  private final Handover handover = new Handover();
  private final IdentityHashMap<EventExecutor, EventLoopContext> loops = new IdentityHashMap<>();
  private final OpenPorts ports;
  private volatile boolean draining;

  /**
   * Nothing is bound yet; ports are our own, and take as many connections as come.
   *
   * @param bind the address to listen on
   * @param mainPort what port 0 of a cluster stands for; 0 for any free one
   * @param rules limits, and who is believed
   * @param accessLog null for none
   * @param clock for the {@code Date} of answers
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
   * Nothing is bound yet.
   *
   * @param bind the address to listen on
   * @param mainPort what port 0 of a cluster stands for; 0 for any free one
   * @param rules limits, and who is believed
   * @param accessLog where requests are written to, null for nowhere
   * @param ports who may connect, and who else may listen
   * @param clock for the {@code Date} of answers
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

  /** Whether the kernel can move bodies between connections of every loop. */
  public boolean splices() {
    return loops.values().stream().allMatch(loop -> loop.splicer != null && loop.splicer.ready());
  }

  /** Linking the calls takes tens of milliseconds, which no request shall wait for. */
  private void initializeSplicers() {
    loops.forEach((executor, loop) -> loop.splicer = Splicer.of((EventLoop) executor));
  }

  /**
   * Listens on the main port, at the start. Whoever connects waits until {@link #accept}.
   *
   * @throws IllegalStateException when it cannot be bound
   */
  public void openMain() {
    ports.openMain();
  }

  /** Lets connections in from now on: what there is to serve is in place. */
  public void accept() {
    ports.accept();
  }

  /**
   * Closes, changes and binds until exactly these ports are listened on, but for those that this
   * machine does not give: they are closed, which the log, the metrics and the reports tell, and
   * tried again by {@link #retry}. Whoever is connected finishes the request that is under way.
   */
  public void reconcile(Set<ListenPort> wanted) {
    ports.reconcile(wanted);
  }

  /** Tries closed ports again whose time has come. To be called every second or so. */
  public void retry() {
    ports.retry();
  }

  /** Keeps a port from clusters that this balancer uses itself, by this option. */
  public void reserve(int port, String option) {
    ports.reserve(port, option);
  }

  /** From now on ports can speak TLS, with these certificates. To be called once. */
  public void setCertificates(Certificates certificates) {
    ports.setCertificates(certificates);
  }

  /**
   * Listens with TLS for the clusters of the main port, as soon as that is listened on. To be
   * called once, after {@link #setCertificates}.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException when the main port is listened on, and this one cannot be bound
   */
  public void bindTls(int port) {
    ports.bindTls(port);
  }

  /** The port with TLS that goes with the main one, or -1 when there is none. */
  public int tlsPort() {
    return ports.tlsPort();
  }

  /** The real port behind a port of {@link #reconcile}, or -1 when it is not bound. */
  public int boundPort(int port) {
    return ports.number(port);
  }

  /**
   * Stops accepting, lets requests under way finish with {@code Connection: close}, and cuts what
   * is left when the time is over. Ports on which another process listens are left to it first,
   * which takes about a second; not to be called by an event loop.
   */
  public CompletionStage<Void> drain(Duration limit) {
    return new GracefulShutdown(this, limit).begin();
  }

  /** Whether others may listen on the same ports. */
  boolean shared() {
    return shared;
  }

  Handover handover() {
    return handover;
  }

  /** Every socket that listens. */
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

  /** From now on answers say {@code Connection: close}. */
  void startDraining() {
    draining = true;
  }
}
