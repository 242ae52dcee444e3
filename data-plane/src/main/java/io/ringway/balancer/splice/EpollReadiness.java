package io.ringway.balancer.splice;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Readiness through the epoll instance of an event loop. epoll registers each descriptor once, and
 * the channel has registered its socket; so a duplicate descriptor of the same socket is watched.
 */
final class EpollReadiness implements Readiness {

  /** EPOLLONESHOT of sys/epoll.h, which Netty does not name. */
  private static final EpollIoOps ONCE = EpollIoOps.valueOf(1 << 30);

  private static final EpollIoOps READABLE = EpollIoOps.EPOLLIN.with(ONCE);
  private static final EpollIoOps WRITABLE = EpollIoOps.EPOLLOUT.with(ONCE);

  private final IoEventLoop loop;
  private final Kernel kernel;

  EpollReadiness(IoEventLoop loop, Kernel kernel) {
    this.loop = loop;
    this.kernel = kernel;
  }

  @Override
  public boolean open() {
    return true;
  }

  @Override
  public @Nullable Watch watch(int socket) {
    int copy = kernel.duplicate(socket);
    if (copy < 0) {
      return null;
    }
    EpollWatch watch = new EpollWatch(new FileDescriptor(copy));
    // On the loop's own thread registration completes at once.
    watch.registration = loop.register(watch).getNow();
    return watch;
  }

  private static final class EpollWatch implements Watch, EpollIoHandle {

    private final FileDescriptor descriptor;
    private @Nullable IoRegistration registration;
    private @Nullable Runnable listener;

    EpollWatch(FileDescriptor descriptor) {
      this.descriptor = descriptor;
    }

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void whenReadable(Runnable listener) {
      await(READABLE, listener);
    }

    @Override
    public void whenWritable(Runnable listener) {
      await(WRITABLE, listener);
    }

    private void await(EpollIoOps events, Runnable next) {
      listener = next;
      var _ = Objects.requireNonNull(registration).submit(events);
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
      Runnable next = listener;
      listener = null;
      if (next != null) {
        next.run();
      }
    }

    @Override
    public void close() {
      listener = null;
      if (!descriptor.isOpen()) {
        return;
      }
      var _ = Objects.requireNonNull(registration).cancel();
      try {
        descriptor.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
