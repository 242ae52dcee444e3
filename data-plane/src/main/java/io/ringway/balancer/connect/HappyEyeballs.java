package io.ringway.balancer.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringway.balancer.resolver.Endpoint;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection attempt to an endpoint with several addresses. They are tried in order, the next one
 * as soon as one fails or has not connected within the delay. The first that connects wins (RFC
 * 8305 section 5). Used on one event loop.
 */
public final class HappyEyeballs {

  /** RFC 8305 section 5: the delay between two attempts. */
  private static final int MOST_DELAY_MILLIS = 250;

  private static final int LEAST_DELAY_MILLIS = 10;

  /** Begins a connection to one address. */
  @FunctionalInterface
  public interface Attempt {
    /** Begins a connection on the loop, with no handler in its pipeline that writes. */
    ChannelFuture connect(InetSocketAddress address, int timeoutMillis);
  }

  /** Receives the result, once, on the loop. */
  @FunctionalInterface
  public interface Result {
    /** Reports the result; exactly one of channel and failure is given. */
    void ended(@Nullable Channel channel, InetSocketAddress address, @Nullable Throwable failure);
  }

  private final EventLoop loop;
  private final Endpoint endpoint;
  private final List<InetSocketAddress> addresses;
  private final int timeoutMillis;
  private final int delayMillis;
  private final Attempt attempt;
  private final Result result;
  private final long begin = System.nanoTime();
  private final List<ChannelFuture> underWay = new ArrayList<>(2);
  private int tried;
  private boolean over;
  private @Nullable ScheduledFuture<?> nextTurn;
  private @Nullable Throwable failure;

  private HappyEyeballs(
      EventLoop loop,
      Endpoint endpoint,
      List<InetSocketAddress> addresses,
      int timeoutMillis,
      Attempt attempt,
      Result result) {
    this.loop = loop;
    this.endpoint = endpoint;
    this.addresses = addresses;
    this.timeoutMillis = timeoutMillis;
    this.delayMillis =
        Math.clamp(timeoutMillis / addresses.size(), LEAST_DELAY_MILLIS, MOST_DELAY_MILLIS);
    this.attempt = attempt;
    this.result = result;
  }

  /**
   * Begins the attempt. Must be called on the loop.
   *
   * @param addresses of the endpoint in order, at least one
   * @param timeoutMillis for all of it
   */
  public static HappyEyeballs connect(
      EventLoop loop,
      Endpoint endpoint,
      List<InetSocketAddress> addresses,
      int timeoutMillis,
      Attempt attempt,
      Result result) {
    HappyEyeballs made =
        new HappyEyeballs(loop, endpoint, addresses, timeoutMillis, attempt, result);
    made.tryNext();
    return made;
  }

  /**
   * Runs a task on the loop when an attempt has ended. Netty itself tells the end of one for which
   * the process has no socket left on a thread that is not the loop's.
   */
  public static void whenDone(EventLoop loop, ChannelFuture attempt, Runnable task) {
    attempt.addListener(_ -> {
      if (loop.inEventLoop()) {
        task.run();
      } else if (!loop.isShutdown()) {
        loop.execute(task);
      }
    });
  }

  /** Cancels the attempt: no result is reported, and every connection is closed. */
  public void cancel() {
    end();
  }

  private void tryNext() {
    InetSocketAddress address = addresses.get(tried++);
    long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    ChannelFuture connecting =
        attempt.connect(address, (int) Math.max(LEAST_DELAY_MILLIS, timeoutMillis - spent));
    underWay.add(connecting);
    if (tried < addresses.size()) {
      nextTurn = loop.schedule(this::tryNext, delayMillis, TimeUnit.MILLISECONDS);
    }
    whenDone(loop, connecting, () -> ended(connecting, address));
  }

  private void ended(ChannelFuture connecting, InetSocketAddress address) {
    underWay.remove(connecting);
    if (over) {
      close(connecting.channel());
    } else if (connecting.isSuccess()) {
      end();
      endpoint.connected(address);
      result.ended(connecting.channel(), address, null);
    } else {
      failure = worse(failure, connecting.cause());
      if (tried < addresses.size()) {
        cancelTurn();
        tryNext();
      } else if (underWay.isEmpty()) {
        end();
        result.ended(null, address, failure);
      }
    }
  }

  /**
   * Returns the failure that says the most about the server: a timeout, which took time, then a
   * refusal, then the lack of a socket here.
   */
  private static Throwable worse(@Nullable Throwable one, Throwable other) {
    return one == null || weight(other) >= weight(one) ? other : one;
  }

  private static int weight(Throwable failure) {
    return failure instanceof ConnectTimeoutException
        ? 2
        : failure instanceof ChannelException ? 0 : 1;
  }

  private void end() {
    over = true;
    cancelTurn();
    // A copy, since closing removes a connection from the list at once.
    for (ChannelFuture each : List.copyOf(underWay)) {
      close(each.channel());
    }
  }

  /** One for which there was no socket belongs to no loop, and cannot be closed either. */
  private static void close(Channel channel) {
    if (channel.isRegistered()) {
      var _ = channel.close();
    }
  }

  private void cancelTurn() {
    ScheduledFuture<?> turn = nextTurn;
    if (turn != null) {
      turn.cancel(false);
      nextTurn = null;
    }
  }
}
