package io.ringway.balancer.splice;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks the ring of an event loop to tell when a socket can be read from or written to. */
final class Readiness implements IoUringIoHandle {

  // linux/io_uring.h
  private static final byte POLL_ADD = 6;
  private static final byte ASYNC_CANCEL = 14;

  // asm-generic/poll.h
  private static final int POLLIN = 1;
  private static final int POLLOUT = 4;

  private static final int CANCELLATION = -1;

  /** Who waits, by the number that its question carries; null when it waits no more. */
  private final List<@Nullable Runnable> waiting = new ArrayList<>();

  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private volatile @Nullable IoRegistration ring;

  void opened(IoRegistration registration) {
    ring = registration;
  }

  boolean open() {
    IoRegistration registered = ring;
    return registered != null && registered.isValid();
  }

  /** A question that is under way. */
  record Question(int number, long id) {}

  /** Tells once when the socket has bytes, has ended or has failed. */
  Question whenReadable(int socket, Runnable told) {
    return ask(socket, POLLIN, told);
  }

  /** Tells once when the socket takes bytes or has failed. */
  Question whenWritable(int socket, Runnable told) {
    return ask(socket, POLLOUT, told);
  }

  private Question ask(int socket, int events, Runnable told) {
    Integer number = free.poll();
    if (number == null) {
      number = waiting.size();
      waiting.add(told);
    } else {
      waiting.set(number, told);
    }
    long id =
        submit(
            new IoUringIoOps(
                POLL_ADD,
                (byte) 0,
                (short) 0,
                socket,
                0,
                0,
                0,
                events,
                (long) number,
                (short) 0,
                (short) 0,
                0,
                0));
    return new Question(number, id);
  }

  /** Nobody is told any more. The kernel lets go of the socket, which would else stay open. */
  void withdraw(Question question) {
    waiting.set(question.number, null);
    submit(
        new IoUringIoOps(
            ASYNC_CANCEL,
            (byte) 0,
            (short) 0,
            -1,
            0,
            question.id,
            0,
            0,
            (long) CANCELLATION,
            (short) 0,
            (short) 0,
            0,
            0));
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
    Runnable told = waiting.set(number, null);
    free.push(number);
    if (told != null) {
      told.run();
    }
  }

  /** The loop ends. */
  @Override
  public void close() {
    Objects.requireNonNull(ring).cancel();
  }
}
