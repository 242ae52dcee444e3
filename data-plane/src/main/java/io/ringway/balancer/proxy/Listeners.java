package io.ringway.balancer.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.ringway.balancer.accesslog.AccessLog;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.takeover.Handover;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.tls.Certificates;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ports that clients connect to. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
public final class Listeners {

  static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private record Tls(int port, Certificates certificates) {}

  private final Transport transport;
  private final Bootstrap connecting;
  private final ActiveTable active;
  private final String bind;
  private final int mainPort;
  private final HttpRules rules;
  private final Entrance entrance;
  private final PortRules ports;
  private final Handover handover = new Handover();
  private final AtomicInteger clients = new AtomicInteger();
  private final IdentityHashMap<EventExecutor, Loop> loops = new IdentityHashMap<>();
  private final Map<Integer, Channel> bound = new TreeMap<>();
  private @Nullable Tls tls;
  private @Nullable Channel secure;
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
    this.ports = ports;
    this.transport = transport;
    this.connecting = transport.connecting();
    this.active = active;
    this.bind = bind;
    this.mainPort = mainPort;
    this.rules = rules;
    this.entrance = new Entrance(rules, new Complaints(System::nanoTime));
    for (EventExecutor executor : transport.group()) {
      loops.put(
          executor,
          new Loop(
              loops.size(),
              (EventLoop) executor,
              telemetry.forLoop(),
              transport.memory(),
              accessLog == null ? null : accessLog.forLoop(),
              clock));
    }
  }

  /** How connections to servers are opened. */
  Bootstrap connecting() {
    return connecting;
  }

  HttpRules rules() {
    return rules;
  }

  Entrance entrance() {
    return entrance;
  }

  ActiveTable active() {
    return active;
  }

  boolean draining() {
    return draining;
  }

  /**
   * Binds and unbinds until exactly these ports are listened on; 0 stands for the main port.
   * Connections that were accepted live on.
   *
   * @throws IllegalStateException when a port cannot be bound; then nothing has changed
   */
  public synchronized void reconcile(Set<Integer> ports) {
    List<Integer> fresh = new ArrayList<>();
    for (int port : ports) {
      if (!bound.containsKey(port)) {
        try {
          bound.put(port, bind(port == 0 ? mainPort : port, port, null));
          fresh.add(port);
          if (port == 0 && tls != null) {
            secure = bind(tls.port(), 0, tls.certificates());
          }
        } catch (IllegalStateException taken) {
          fresh.forEach(this::release);
          throw taken;
        }
      }
    }
    for (int port : List.copyOf(bound.keySet())) {
      if (!ports.contains(port)) {
        release(port);
        LOG.info("No longer listening on port {}", port == 0 ? mainPort : port);
      }
    }
  }

  /** Stops listening on a port; the port with TLS goes with the main one. */
  private void release(int port) {
    close(bound.remove(port));
    if (port == 0) {
      close(secure);
      secure = null;
    }
  }

  private static void close(@Nullable Channel channel) {
    if (channel != null) {
      channel.close().syncUninterruptibly();
    }
  }

  /**
   * Listens with TLS for the clusters of the main port, as soon as that is listened on. To be
   * called once.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException when it cannot be bound
   */
  public synchronized void bindTls(int port, Certificates certificates) {
    tls = new Tls(port, certificates);
    if (bound.containsKey(0)) {
      secure = bind(port, 0, certificates);
    }
  }

  /** The port with TLS, or -1 when there is none. */
  public synchronized int tlsPort() {
    return port(secure);
  }

  private Channel bind(int port, int logical, @Nullable Certificates certificates) {
    Scheme scheme = certificates == null ? Scheme.HTTP : Scheme.HTTPS;
    ServerBootstrap bootstrap =
        transport
            .listening()
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 4_096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Loop loop = loops.get(channel.eventLoop());
                    if (loop == null) {
                      throw new IllegalStateException("An event loop of another transport.");
                    }
                    if (ports.shared() && handover.accepted(channel)) {
                      var _ = channel.close();
                      return;
                    }
                    Failure refusal = refusal(channel, loop);
                    if (refusal != null) {
                      loop.telemetry.answeredItself(null, refusal.status, refusal.reason);
                      if (certificates == null) {
                        channel.pipeline().addLast(new Refusal(refusal, loop.date));
                      } else {
                        // A handshake only to say 503 would cost more than what is refused.
                        var _ = channel.close();
                      }
                      return;
                    }
                    entrance.admit(
                        channel,
                        new ClientSide(Listeners.this, loop, channel, logical, scheme),
                        certificates);
                  }
                });
    if (ports.shared()) {
      bootstrap.option(transport.portSharing(), true);
    }
    ChannelFuture binding =
        bootstrap.bind(new InetSocketAddress(bind, port)).awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IllegalStateException(
          "port "
              + port
              + " is taken or may not be used: "
              + binding.cause().getMessage()
              + ". Free it, or choose another one.",
          binding.cause());
    }
    LOG.info(
        "Listening on {}{}",
        binding.channel().localAddress(),
        certificates == null ? "" : " with TLS");
    return binding.channel();
  }

  /** Counts a connection, in the place of an idle one when there are as many as may be. */
  private @Nullable Failure refusal(Channel channel, Loop loop) {
    if (loop.memory.heapFull()) {
      loop.memory.refused();
      return Failure.OUT_OF_MEMORY;
    }
    if (clients.incrementAndGet() > ports.maxConnections()
        && !loop.displaceIdle(ports.yieldMillis())) {
      clients.decrementAndGet();
      return Failure.TOO_MANY_CONNECTIONS;
    }
    channel.closeFuture().addListener(_ -> clients.decrementAndGet());
    return null;
  }

  /** The real port behind a port of {@link #reconcile}, or -1 when it is not bound. */
  public synchronized int boundPort(int port) {
    return port(bound.get(port));
  }

  private static int port(@Nullable Channel channel) {
    return channel != null && channel.localAddress() instanceof InetSocketAddress local
        ? local.getPort()
        : -1;
  }

  /**
   * Stops accepting, lets requests under way finish with {@code Connection: close}, and cuts what
   * is left when the time is over. Ports on which another process listens are left to it first,
   * which takes about a second; not to be called by an event loop.
   */
  public CompletionStage<Void> drain(Duration limit) {
    return new Departure(this, limit).begin();
  }

  /** Whether others may listen on the same ports. */
  boolean shared() {
    return ports.shared();
  }

  Handover handover() {
    return handover;
  }

  /** Every socket that listens. */
  synchronized List<Channel> listening() {
    List<Channel> all = new ArrayList<>(bound.values());
    if (secure != null) {
      all.add(secure);
    }
    return all;
  }

  Collection<Loop> loops() {
    return loops.values();
  }

  /** From now on answers say {@code Connection: close}. */
  void sayGoodbye() {
    draining = true;
  }
}
