package io.ringway.bench.overload;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How a crowd of clients behaves. */
enum ClientBehaviour {
  /** Each asks once and keeps its connection. */
  IDLE("/100", "", 4_000, 0, 0),
  /** Each connects, asks once and leaves, in bursts ten times a second. */
  STORM("/100", "", 2_000, 0, 0),
  /** Heads that never end, a byte twice a second. */
  SLOW_HEADS("/100", "", 1_000, 500, 0),
  /** Bodies of which a byte comes twice a second. */
  SLOW_BODIES("/upload", "Content-Length: 1000000\r\n\r\n", 1_000, 500, 0),
  /** Answers of 1 MiB, read at 10 KiB a second. */
  SLOW_READERS("/1048576", "", 1_000, 400, 4_096);

  private final String path;
  private final String tail;

  /** Connections that are opened in a second, at most. */
  final int perSecond;

  /** Milliseconds between two acts of a slow client; 0 for clients that are not slow. */
  final int everyMillis;

  /** Bytes that a slow client reads at once; 0 when it writes one instead. */
  final int readBytes;

  ClientBehaviour(String path, String tail, int perSecond, int everyMillis, int readBytes) {
    this.path = path;
    this.tail = tail;
    this.perSecond = perSecond;
    this.everyMillis = everyMillis;
    this.readBytes = readBytes;
  }

  /** What the n-th client sends first. */
  byte[] opening(int n) {
    String head = "%s %s?key=%d HTTP/1.1\r\nHost: bench\r\n".formatted(method(), path, n);
    String rest = this == SLOW_HEADS ? "X: " : tail.isEmpty() ? "\r\n" : tail;
    return (head + rest).getBytes(StandardCharsets.US_ASCII);
  }

  private String method() {
    return this == SLOW_BODIES ? "POST" : "GET";
  }

  /** Whether a client leaves with its answer. */
  boolean leaves() {
    return this == STORM;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
