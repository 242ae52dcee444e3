package io.ringway.balancer.splice;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readiness through the io_uring instance of an event loop. */
final class RingReadiness implements Readiness, IoUringIoHandle {

  private static final Logger LOG = LoggerFactory.getLogger(RingReadiness.class);

  // linux/io_uring.h
  private static final byte POLL_ADD = 6;
  private static final byte ASYNC_CANCEL = 14;

  // asm-generic/poll.h
  private static final int POLLIN = 1;
  private static final int POLLOUT = 4;

  private static final int CANCELLATION = -1;

  /** The watches by the number of their operation; null for a cancelled one. */
  private final List<@Nullable RingWatch> waiting = new ArrayList<>();

  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private volatile @Nullable IoRegistration ring;

  RingReadiness(IoEventLoop loop) {
    loop.register(this)
        .addListener(registered -> {
          if (registered.isSuccess()) {
            ring = (IoRegistration) registered.getNow();
          } else {
            LOG.warn(
                "Long bodies are copied, since io_uring accepts no operations", registered.cause());
          }
        });
  }

  @Override
  public boolean open() {
    IoRegistration registered = ring;
    return registered != null && registered.isValid();
  }

  @Override
  public Watch watch(int socket) {
    return new RingWatch(socket);
  }

  private final class RingWatch implements Watch {

    private final int socket;
    private @Nullable Runnable listener;
    private int number;
    private long id;

    RingWatch(int socket) {
      this.socket = socket;
    }

    @Override
    public void whenReadable(Runnable listener) {
      await(POLLIN, listener);
    }

    @Override
    public void whenWritable(Runnable listener) {
      await(POLLOUT, listener);
    }

    private void await(int events, Runnable next) {
      listener = next;
      number = numberFor(this);
      id = submit(operation(POLL_ADD, socket, 0, events, number));
    }

    void ready() {
      Runnable next = listener;
      listener = null;
      if (next != null) {
        next.run();
      }
    }

    @Override
    public void close() {
      if (listener != null) {
        listener = null;
        waiting.set(number, null);
        submit(operation(ASYNC_CANCEL, -1, id, 0, CANCELLATION));
      }
    }
  }

  private int numberFor(RingWatch ringWatch) {
    Integer number = free.poll();
    if (number == null) {
      waiting.add(ringWatch);
      return waiting.size() - 1;
    }
    waiting.set(number, ringWatch);
    return number;
  }

  private static IoUringIoOps operation(
      byte code, int socket, long address, int events, int number) {
    return new IoUringIoOps(
        code, (byte) 0, (short) 0, socket, 0, address, 0, events, number, (short) 0, (short) 0, 0,
        0);
  }

  private long submit(IoUringIoOps operation) {
    return Objects.requireNonNull(ring).submit(operation);
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    int number = (int) ((IoUringIoEvent) event).userData();
    if (number == CANCELLATION) {
      return;
    }
    RingWatch ringWatch = waiting.set(number, null);
    free.push(number);
    if (ringWatch != null) {
      ringWatch.ready();
    }
  }

  /** Handles the end of the loop. */
  @Override
  public void close() {
    Objects.requireNonNull(ring).cancel();
  }
}
