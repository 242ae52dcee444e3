package io.ringway.bench.overload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many clients with one behaviour on one thread. It runs as its own process with a low priority, so
 * that it does not disturb the one that measures: {@code Crowd <port> <behaviour> <clients>}. A
 * client that is refused or has disconnected is replaced. Prints its {@link CrowdCount} four times
 * a second, and ends with its standard input.
 */
final class Crowd {

  private static final int TICK_MILLIS = 10;
  private static final int BURST_MILLIS = 100;
  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Each address has its own 28,000 ports. */
  private static final int SOURCES = 16;

  private final InetSocketAddress target;
  private final ClientBehaviour clientBehaviour;
  private final int size;
  private final Selector selector = Selector.open();
  private final List<Guest> guests = new ArrayList<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 << 10);
  private final ByteBuffer drop = ByteBuffer.allocateDirect(1);
  private int made;
  private int turn;
  private long served;
  private long refused;
  private long cut;
  private long failed;

  private static final class Guest {
    final SocketChannel channel;
    final int number;
    int slot;
    boolean talking;
    boolean answered;

    Guest(SocketChannel channel, int number) {
      this.channel = channel;
      this.number = number;
    }
  }

  private Crowd(int port, ClientBehaviour clientBehaviour, int size) throws IOException {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.clientBehaviour = clientBehaviour;
    this.size = size;
  }

  /** Runs the crowd. */
  public static void main(String[] arguments) throws IOException {
    new Crowd(
            Integer.parseInt(arguments[0]),
            ClientBehaviour.valueOf(arguments[1]),
            Integer.parseInt(arguments[2]))
        .run();
  }

  private void run() throws IOException {
    Thread end = Thread.ofPlatform().daemon().start(Crowd::awaitEndOfInput);
    long begin = System.nanoTime();
    long told = begin;
    long bursts = 0;
    while (end.isAlive()) {
      selector.select(this::ready, TICK_MILLIS);
      long now = System.nanoTime();
      long due = TimeUnit.NANOSECONDS.toMillis(now - begin) / BURST_MILLIS;
      if (due > bursts) { // Missed bursts are not made up for.
        bursts = due;
        come(clientBehaviour.perSecond * BURST_MILLIS / 1_000);
      }
      act(now - begin);
      if (now - told >= TELL_NANOS) {
        told = now;
        System.out.println(count().line());
      }
    }
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException gone) {
      // The process that read the counts has ended.
    }
  }

  private CrowdCount count() {
    long talking = guests.stream().filter(guest -> guest.talking).count();
    return new CrowdCount(talking, served, refused, cut, failed);
  }

  private void come(int most) {
    for (int i = 0; i < most && guests.size() < size; i++) {
      try {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        if (clientBehaviour.readBytes > 0) {
          channel.setOption(StandardSocketOptions.SO_RCVBUF, clientBehaviour.readBytes);
        }
        channel.bind(new InetSocketAddress("127.0.0." + (2 + made % SOURCES), 0));
        Guest guest = new Guest(channel, made++);
        guest.slot = guests.size();
        guests.add(guest);
        boolean connected = channel.connect(target);
        channel.register(selector, connected ? 0 : SelectionKey.OP_CONNECT, guest);
        if (connected) {
          open(channel.keyFor(selector), guest);
        }
      } catch (IOException e) {
        failed++;
        return;
      }
    }
  }

  private void ready(SelectionKey key) {
    Guest guest = (Guest) key.attachment();
    try {
      if (key.isConnectable()) {
        guest.channel.finishConnect();
        open(key, guest);
      } else if (key.isReadable()) {
        read(guest, scratch.capacity());
      }
    } catch (IOException e) {
      leave(guest);
      if (guest.talking) {
        cut++;
      } else {
        failed++;
      }
    }
  }

  private void open(SelectionKey key, Guest guest) throws IOException {
    guest.channel.write(ByteBuffer.wrap(clientBehaviour.opening(guest.number)));
    guest.talking = true;
    key.interestOps(clientBehaviour.readBytes > 0 ? 0 : SelectionKey.OP_READ);
  }

  private void read(Guest guest, int most) throws IOException {
    scratch.clear().limit(most);
    int length = guest.channel.read(scratch);
    if (length < 0) {
      cut++;
      leave(guest);
    } else if (length > 0 && !guest.answered) {
      guest.answered = true;
      if (scratch.get(9) == '2') { // "HTTP/1.1 200"
        served++;
      } else {
        refused++;
      }
      if (clientBehaviour.leaves()) {
        leave(guest);
      }
    }
  }

  /** Lets the slow clients act whose turn it is, evenly over time. */
  private void act(long nanos) {
    if (clientBehaviour.everyMillis == 0 || guests.isEmpty()) {
      return;
    }
    long turns = TimeUnit.NANOSECONDS.toMillis(nanos) * size / clientBehaviour.everyMillis;
    for (int i = 0; i < guests.size() && acted < turns; i++) {
      acted++;
      Guest guest = guests.get(turn++ % guests.size());
      if (!guest.talking) {
        continue;
      }
      try {
        if (clientBehaviour.readBytes > 0) {
          read(guest, clientBehaviour.readBytes);
        } else {
          drop.clear().put((byte) 'a').flip();
          guest.channel.write(drop);
        }
      } catch (IOException e) {
        cut++;
        leave(guest);
      }
    }
    acted = turns;
  }

  private long acted;

  private void leave(Guest guest) {
    Guest last = guests.removeLast();
    if (last != guest) {
      guests.set(guest.slot, last);
      last.slot = guest.slot;
    }
    try {
      guest.channel.close();
    } catch (IOException e) {
      failed++;
    }
  }
}
