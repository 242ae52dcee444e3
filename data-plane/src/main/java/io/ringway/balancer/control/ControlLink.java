package io.ringway.balancer.control;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.ringway.balancer.connect.HappyEyeballs;
import io.ringway.balancer.resolver.CandidateAddresses;
import io.ringway.balancer.resolver.Endpoint;
import io.ringway.balancer.resolver.NoAddressException;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.schedule.PeriodicTask;
import io.ringway.balancer.telemetry.ReportSender;
import io.ringway.protocol.Codec;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to the control plane. It connects, sends a Hello, receives snapshots, and reconnects for
 * as long as the balancer runs. It uses Netty's WebSocket client and not the JDK's: Netty is here
 * already, limits frames after inflation, passes pongs on, and needs no threads beside its loop.
 */
public final class ControlLink implements ReportSender, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlLink.class);

  /** A connection that lasted this long resets the backoff. */
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int RETRY_MILLIS = 250;
  private static final int CONNECT_MILLIS = 10_000;

  private final LinkSettings settings;
  private final SnapshotApplier snapshotApplier;
  private final InstantSource clock;
  private final EventLoop loop;
  private final Resolver resolver;
  private final Endpoint endpoint;
  private final Bootstrap connecting;
  private final Backoff backoff;
  private final ScheduledExecutorService applyThread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("apply").factory());
  private final SnapshotInbox snapshotInbox;
  private final LinkPipeline linkPipeline;

  private volatile @Nullable Channel open;
  private volatile @Nullable Instant lastContact;
  private volatile boolean closed;
  private volatile @Nullable BalancerIdentity balancerIdentity;

  // Used on the loop only.
  private long openedNanos;
  private String lastTrouble = "";

  /**
   * Creates a link that is not started.
   *
   * @param explain explains keys for the control plane, on the apply thread; the message of an
   *     {@link IllegalArgumentException} says why it cannot
   * @param loop runs the connection; not one that carries traffic
   * @param connecting opens connections with the loop's transport
   * @param resolver resolves the host of the control plane
   * @param random jitter of the backoff; used on the loop
   */
  public ControlLink(
      LinkSettings settings,
      SnapshotApplier snapshotApplier,
      Function<ExplainQuery, Explanation> explain,
      EventLoop loop,
      Bootstrap connecting,
      Resolver resolver,
      RandomGenerator random,
      InstantSource clock) {
    this.settings = settings;
    this.snapshotApplier = snapshotApplier;
    this.clock = clock;
    this.loop = loop;
    this.resolver = resolver;
    this.endpoint = resolver.endpointWithoutPolicy(settings.host(), settings.port());
    this.connecting = connecting;
    this.backoff = new Backoff(random, settings.backoffBaseMillis(), settings.backoffCapMillis());
    this.snapshotInbox = new SnapshotInbox(snapshotApplier, explain, this::onApplyThread);
    this.linkPipeline = new LinkPipeline(settings);
  }

  /** Returns the endpoint of the control plane. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Starts connecting with this identity. */
  public void start(BalancerIdentity self) {
    balancerIdentity = self;
    var _ =
        PeriodicTask.withFixedDelay(
            applyThread, "trying obstacles again", RETRY_MILLIS, snapshotApplier::retry);
    dial();
  }

  /** Tells whether the control plane is connected now. Any thread. */
  public boolean connected() {
    return open != null;
  }

  /** Returns the time of the last message from the control plane; null while it is connected. */
  public @Nullable Instant staleSince() {
    if (connected()) {
      return null;
    }
    Instant last = lastContact;
    return last != null ? last : snapshotApplier.savedAt();
  }

  /** Tells whether the control plane is connected and reads fast enough. Any thread. */
  @Override
  public boolean ready() {
    Channel channel = open;
    return channel != null && channel.isWritable();
  }

  @Override
  public boolean report(Message.Report report) {
    Channel channel = open;
    if (channel == null || !channel.isWritable()) {
      return false;
    }
    send(channel, report);
    return true;
  }

  private void dial() {
    if (closed) {
      return;
    }
    // Reading the token and waiting for the first lookup block.
    Thread.ofVirtual()
        .start(() -> {
          try {
            String token = settings.token().read();
            endpoint.known().join();
            CandidateAddresses to = endpoint.candidates();
            if (to.addresses().isEmpty()) {
              throw new NoAddressException(settings.host(), to.resolution());
            }
            loop.execute(() -> connect(to, token));
          } catch (IOException e) {
            loop.execute(() -> lost(LinkErrors.describe(settings.control(), e), false));
          } catch (RejectedExecutionException e) {
            LOG.debug("Stopped while connecting", e);
          } catch (RuntimeException | Error e) {
            LOG.error("The control plane cannot be reached; it is tried again", e);
            loop.execute(() -> lost(UnexpectedError.describe(e), false));
          }
        });
  }

  private void connect(CandidateAddresses to, String token) {
    if (closed) {
      return;
    }
    try {
      HappyEyeballs.connect(
          loop,
          endpoint,
          to.addresses(),
          CONNECT_MILLIS,
          this::attempt,
          (channel, _, failure) -> {
            if (channel == null) {
              lost(LinkErrors.describe(settings.control(), Objects.requireNonNull(failure)), false);
            } else {
              LinkHandler handler = new LinkHandler(this, settings.pingMillis());
              channel.pipeline().addLast(linkPipeline.initializer(token, handler));
              channel.closeFuture().addListener(_ -> handler.gone());
            }
          });
    } catch (RuntimeException e) {
      LOG.error("The control plane cannot be reached; it is tried again", e);
      lost(UnexpectedError.describe(e), false);
    }
  }

  private ChannelFuture attempt(InetSocketAddress address, int timeoutMillis) {
    return connecting
        .clone(loop)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(address);
  }

  /** Handles the end of the handshake. On the loop. */
  void opened(Channel channel) {
    openedNanos = System.nanoTime();
    lastTrouble = "";
    heard();
    LOG.info("Connected to the control plane at {}", settings.control());
    send(channel, Objects.requireNonNull(balancerIdentity).hello(snapshotApplier.target()));
    open = channel;
  }

  String describe(Throwable cause) {
    return LinkErrors.describe(settings.control(), cause);
  }

  void heard() {
    lastContact = clock.instant();
  }

  /** Handles a frame; {@code done} runs on the apply thread after it was read. On the loop. */
  void frame(Channel channel, String text, Runnable done) {
    long now = System.nanoTime();
    try {
      onApplyThread(() -> {
        try {
          snapshotInbox.read(text, now, reply -> send(channel, reply));
        } finally {
          done.run();
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.debug("Stopped while a frame came in", e);
    }
  }

  /** Runs a task and logs its errors, which a scheduled executor would hide. */
  private void onApplyThread(Runnable task) {
    applyThread.execute(() -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.error("A message of the control plane was not handled; please report this", e);
      }
    });
  }

  /** Handles a lost connection or a failed attempt. On the loop. */
  void lost(String trouble, boolean refused) {
    boolean wasOpen = open != null;
    open = null;
    if (closed) {
      return;
    }
    if (wasOpen && System.nanoTime() - openedNanos > STEADY_NANOS) {
      backoff.reset();
    }
    if (!trouble.equals(lastTrouble)) {
      LOG.warn(
          "{} {}",
          trouble,
          snapshotApplier.source() == SnapshotApplier.Source.NONE ? "" : "Traffic goes on.");
      lastTrouble = trouble;
    }
    long wait = refused ? backoff.slowMillis() : backoff.nextMillis();
    var _ = loop.schedule(this::dial, wait, TimeUnit.MILLISECONDS);
  }

  private static void send(Channel channel, Message message) {
    var _ = channel.writeAndFlush(new TextWebSocketFrame(Codec.encode(message)));
  }

  /** Sends a Bye and closes the link, after a snapshot that is being applied. */
  @Override
  public void close() {
    closed = true;
    resolver.release(endpoint);
    Channel channel = open;
    open = null;
    if (channel != null) {
      send(channel, new Message.Bye("stopping"));
      channel
          .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
          .addListener(ChannelFutureListener.CLOSE);
    }
    applyThread.shutdown();
    try {
      if (!applyThread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("The apply thread did not end in 5 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
