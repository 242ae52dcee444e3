package io.ringway.bench.overload;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that sends requests at a fixed rate over a few persistent connections. A request is
 * measured from the moment it is due, not from when it could be sent: a late response delays the
 * next ones too, and all of that is measured (no coordinated omission).
 */
final class GoodClient {

  private static final int CONNECTIONS = 16;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);

  private final int port;
  private final int perSecond;

  GoodClient(int port, int perSecond) {
    this.port = port;
    this.perSecond = perSecond;
  }

  /** Sends requests for this long. */
  Latencies run(Duration time) throws InterruptedException {
    int total = (int) (time.toMillis() * perSecond / 1_000);
    long[] waits = new long[total];
    long begin = System.nanoTime();
    List<Line> lines = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Line line = new Line(i, waits, begin);
      lines.add(line);
      threads.add(Thread.ofPlatform().start(line));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return Latencies.of(waits, lines.stream().mapToInt(line -> line.failed).sum());
  }

  /** One connection and its share of the requests. */
  private final class Line implements Runnable {
    private final int first;
    private final long[] waits;
    private final long begin;
    private final byte[] block = new byte[8_192];
    private Socket socket = new Socket();
    int failed;

    Line(int first, long[] waits, long begin) {
      this.first = first;
      this.waits = waits;
      this.begin = begin;
    }

    @Override
    public void run() {
      for (int n = first; n < waits.length; n += CONNECTIONS) {
        long due = begin + n * 1_000_000_000L / perSecond;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        try {
          ask(n);
        } catch (IOException e) {
          failed++;
          hangUp();
        }
        waits[n] = System.nanoTime() - due;
      }
      hangUp();
    }

    private void ask(int n) throws IOException {
      if (!socket.isConnected() || socket.isClosed()) {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
      }
      String request = "GET /100?key=" + n % 1_000 + " HTTP/1.1\r\nHost: bench\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      if (!answer(socket.getInputStream())) {
        failed++;
        hangUp();
      }
    }

    /** Reads one response and returns whether its status is 200. */
    private boolean answer(InputStream in) throws IOException {
      int have = 0;
      int end = -1;
      while (end < 0 || have < end) {
        int length = in.read(block, have, block.length - have);
        if (length <= 0) {
          throw new IOException("The connection ended within an answer.");
        }
        have += length;
        end = end < 0 ? end(have) : end;
      }
      return block[9] == '2' && block[10] == '0' && block[11] == '0';
    }

    /** Returns where the response ends, or -1 as long as its head is incomplete. */
    private int end(int have) {
      int bodyLength = 0;
      for (int i = 0; i + 3 < have; i++) {
        if (block[i] == '\n' && length(i + 1, have) >= 0) {
          bodyLength = length(i + 1, have);
        } else if (block[i] == '\r' && block[i + 2] == '\r') {
          return i + 4 + bodyLength;
        }
      }
      return -1;
    }

    private int length(int from, int have) {
      for (int i = 0; i < LENGTH.length; i++) {
        if (from + i >= have || (block[from + i] | 0x20) != LENGTH[i]) {
          return -1;
        }
      }
      int value = 0;
      for (int i = from + LENGTH.length; i < have && block[i] >= '0' && block[i] <= '9'; i++) {
        value = value * 10 + block[i] - '0';
      }
      return value;
    }

    private void hangUp() {
      try {
        socket.close();
      } catch (IOException e) {
        failed++;
      }
    }
  }
}
