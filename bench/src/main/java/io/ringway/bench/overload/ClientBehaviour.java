package io.ringway.bench.overload;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The behaviour of a crowd of clients. */
enum ClientBehaviour {
  /** Each sends one request and keeps its connection open. */
  IDLE("/100", "", 4_000, 0, 0),
  /** Each connects, sends one request and disconnects, in bursts ten times a second. */
  STORM("/100", "", 2_000, 0, 0),
  /** Request heads that never end, a byte twice a second. */
  SLOW_HEADS("/100", "", 1_000, 500, 0),
  /** Request bodies that arrive one byte twice a second. */
  SLOW_BODIES("/upload", "Content-Length: 1000000\r\n\r\n", 1_000, 500, 0),
  /** Responses of 1 MiB, read at 10 KiB a second. */
  SLOW_READERS("/1048576", "", 1_000, 400, 4_096);

  private final String path;
  private final String tail;

  /** The maximum number of connections opened in a second. */
  final int perSecond;

  /** Milliseconds between two actions of a slow client; 0 for clients that are not slow. */
  final int everyMillis;

  /** Bytes that a slow client reads at once; 0 when it writes one byte instead. */
  final int readBytes;

  ClientBehaviour(String path, String tail, int perSecond, int everyMillis, int readBytes) {
    this.path = path;
    this.tail = tail;
    this.perSecond = perSecond;
    this.everyMillis = everyMillis;
    this.readBytes = readBytes;
  }

  /** Returns the first bytes that the n-th client sends. */
  byte[] opening(int n) {
    String head = "%s %s?key=%d HTTP/1.1\r\nHost: bench\r\n".formatted(method(), path, n);
    String rest = this == SLOW_HEADS ? "X: " : tail.isEmpty() ? "\r\n" : tail;
    return (head + rest).getBytes(StandardCharsets.US_ASCII);
  }

  private String method() {
    return this == SLOW_BODIES ? "POST" : "GET";
  }

  /** Returns whether a client disconnects after its response. */
  boolean leaves() {
    return this == STORM;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
