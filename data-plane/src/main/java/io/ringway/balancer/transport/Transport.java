package io.ringway.balancer.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringway.balancer.memory.MemoryBudget;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loops and sockets: io_uring where it is allowed, else epoll, else NIO. */
public final class Transport {

  /** The transports that an operator can choose. */
  public enum Kind {
    /** The best that works here. */
    AUTO,
    /** Linux 5.10 and newer, unless the kernel or the container forbids it. */
    IO_URING,
    /** Linux. */
    EPOLL,
    /** Everywhere. */
    NIO
  }

  static {
    NettyDefaults.set();
  }

  /** The only group of buffers that a loop has. */
  private static final short SHARED = 0;

  private static final int SHARED_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  private static final String TRAFFIC = "ringway-io";

  /**
   * The most bytes of a response that the kernel buffers while the client's window is full. Without
   * a limit it takes up to 4 MiB (tcp_wmem), and a thousand slow readers fill the memory that it
   * has for all of TCP: then every connection of the machine stalls.
   */
  private static final long UNSENT_MOST = 128 << 10;

  /**
   * The connections that are accepted before all others get their turn. Netty would take 16 at
   * once, all of which send requests in the next turn. With io_uring it is one at a time anyway.
   */
  public static final int ACCEPTS = 4;

  private final MemoryBudget memoryBudget;
  private final Kind kind;
  private final EventLoopGroup group;
  private final int threads;

  private Transport(
      Kind kind, IoHandlerFactory factory, int threads, String name, MemoryBudget memoryBudget) {
    this.memoryBudget = memoryBudget;
    this.kind = kind;
    this.threads = threads;
    this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), factory);
  }

  /**
   * Starts the event loops.
   *
   * @param threads number of event loops, at least 1
   * @throws IllegalArgumentException when a transport is asked for by name that does not work here
   */
  public static Transport open(Kind wanted, int threads) {
    return open(wanted, threads, MemoryBudget.ofProcess());
  }

  /**
   * Starts the event loops.
   *
   * @param threads number of event loops, at least 1
   * @param memoryBudget what reads take their buffers from
   * @throws IllegalArgumentException when a transport is asked for by name that does not work here
   */
  public static Transport open(Kind wanted, int threads, MemoryBudget memoryBudget) {
    Kind kind = wanted == Kind.AUTO ? best() : wanted;
    Transport transport =
        switch (kind) {
          case AUTO, NIO ->
              new Transport(kind, NioIoHandler.newFactory(), threads, TRAFFIC, memoryBudget);
          case EPOLL -> {
            require(Epoll.isAvailable(), "epoll", Epoll.unavailabilityCause());
            yield new Transport(kind, EpollIoHandler.newFactory(), threads, TRAFFIC, memoryBudget);
          }
          case IO_URING -> {
            require(IoUring.isAvailable(), "io_uring", IoUring.unavailabilityCause());
            yield new Transport(
                kind,
                IoUringIoHandler.newFactory(rings(memoryBudget)),
                threads,
                TRAFFIC,
                memoryBudget);
          }
        };
    LOG.info("Transport {} with {} event loops", transport.name(), threads);
    return transport;
  }

  /**
   * Starts one event loop for work that is not traffic. Its few connections are not worth a ring.
   * NIO is used only where nothing else works, since it does not sleep in the last millisecond
   * before a task is due.
   */
  public static Transport openSideLoop() {
    return Epoll.isAvailable()
        ? new Transport(
            Kind.EPOLL, EpollIoHandler.newFactory(), 1, "ringway-side", MemoryBudget.ofProcess())
        : new Transport(
            Kind.NIO, NioIoHandler.newFactory(), 1, "ringway-side", MemoryBudget.ofProcess());
  }

  /**
   * Returns a configuration with which the connections of an event loop read into shared buffers:
   * the kernel takes one when bytes are there. So there is one submission for each read instead of
   * two (a poll, then the read), and an idle connection holds no buffer.
   */
  private static IoUringIoHandlerConfig rings(MemoryBudget memoryBudget) {
    IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
    if (IoUring.isRegisterBufferRingSupported()) {
      // Where the kernel cannot cut a buffer into parts, each read takes a whole one.
      boolean cut = IoUring.isRegisterBufferRingIncSupported();
      int bufferBytes = cut ? 64 << 10 : 8 << 10;
      int buffers = SHARED_BYTES / bufferBytes;
      config.setBufferRingConfig(
          IoUringBufferRingConfig.builder()
              .bufferGroupId(SHARED)
              .bufferRingSize((short) buffers)
              .batchSize(buffers)
              .incremental(cut)
              .allocator(new SharedBuffers(bufferBytes, memoryBudget))
              .build());
    }
    return config;
  }

  /** Returns whether connections read into buffers that the event loop shares. */
  private boolean shares() {
    return kind == Kind.IO_URING && IoUring.isRegisterBufferRingSupported();
  }

  private static Kind best() {
    return IoUring.isAvailable() ? Kind.IO_URING : Epoll.isAvailable() ? Kind.EPOLL : Kind.NIO;
  }

  private static void require(boolean available, String name, @Nullable Throwable cause) {
    if (!available) {
      throw new IllegalArgumentException(
          "The transport " + name + " does not work here: use --transport auto.", cause);
    }
  }

  /** Returns {@code io_uring}, {@code epoll} or {@code nio}. */
  public String name() {
    return switch (kind) {
      case AUTO, NIO -> "nio";
      case EPOLL -> "epoll";
      case IO_URING -> "io_uring";
    };
  }

  /** Returns the event loops. */
  public EventLoopGroup group() {
    return group;
  }

  /** Returns the number of event loops. */
  public int threads() {
    return threads;
  }

  /** Returns the memory budget that reads take their buffers from. */
  public MemoryBudget memory() {
    return memoryBudget;
  }

  private RecvByteBufAllocator reads() {
    return memoryBudget.receiveAllocator(new AdaptiveRecvByteBufAllocator());
  }

  /** Returns the options of listening sockets and of the connections that they accept. */
  public ServerBootstrap serverBootstrap() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(serverChannel())
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(ACCEPTS))
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MemoryBudget.AMPLE)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads());
    switch (kind) {
      case AUTO, NIO -> {} // has no such option
      case EPOLL -> bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_MOST);
      case IO_URING -> bootstrap.childOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, UNSENT_MOST);
    }
    return shares()
        ? bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, SHARED)
        : bootstrap;
  }

  /** Returns the options of outgoing connections, to be cloned for an event loop. */
  public Bootstrap clientBootstrap() {
    Bootstrap bootstrap =
        new Bootstrap()
            .channel(socketChannel())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, MemoryBudget.AMPLE)
            .option(ChannelOption.RECVBUF_ALLOCATOR, reads());
    return shares()
        ? bootstrap.option(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, SHARED)
        : bootstrap;
  }

  private Class<? extends ServerChannel> serverChannel() {
    return switch (kind) {
      case AUTO, NIO -> NioServerSocketChannel.class;
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
    };
  }

  /** Returns the option that lets several processes listen on one port. */
  public ChannelOption<Boolean> portSharing() {
    return switch (kind) {
      case AUTO, NIO -> NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
      case EPOLL, IO_URING -> UnixChannelOption.SO_REUSEPORT;
    };
  }

  /** Returns the class of UDP sockets. */
  public Class<? extends DatagramChannel> datagramChannel() {
    return switch (kind) {
      case AUTO, NIO -> NioDatagramChannel.class;
      case EPOLL -> EpollDatagramChannel.class;
      case IO_URING -> IoUringDatagramChannel.class;
    };
  }

  /** Returns the class of connections. */
  public Class<? extends SocketChannel> socketChannel() {
    return switch (kind) {
      case AUTO, NIO -> NioSocketChannel.class;
      case EPOLL -> EpollSocketChannel.class;
      case IO_URING -> IoUringSocketChannel.class;
    };
  }
}
