package io.ringway.balancer.exchange;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server behind the balancer in the battery: keeps every byte that it gets, and answers as the
 * case says. A request to {@link #SENTINEL} is answered and not kept: what the balancer sent before
 * it has then arrived.
 */
final class RecordingServer implements AutoCloseable {

  static final String SENTINEL = "/sentinel";

  private static final int END_OF_HEAD = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length:[ \t]*(\\d+)");
  private static final String SENTINEL_ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsentinel";

  /** A request as it came, and whether it was whole. */
  static final class Seen {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean whole;
    private boolean over;

    synchronized String text() {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    synchronized boolean whole() {
      return whole;
    }

    synchronized boolean over() {
      return over;
    }

    private synchronized int keep(int b) throws IOException {
      if (b < 0) {
        throw new IOException("the request was broken off");
      }
      bytes.write(b);
      return b;
    }

    private synchronized void end(boolean isWhole) {
      whole = isWhole;
      over = true;
    }
  }

  final List<Seen> requests = new CopyOnWriteArrayList<>();
  private final List<Case.Answer> answers;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ServerSocket socket;
  private int next;

  RecordingServer(List<Case.Answer> answers) throws IOException {
    this.answers = answers.isEmpty() ? List.of(Case.Answer.OK) : new ArrayList<>(answers);
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket accepted = socket.accept();
        open.add(accepted);
        Thread.ofVirtual().start(() -> serve(accepted));
      }
    } catch (IOException closed) {
      // The case is over.
    }
  }

  private void serve(Socket balancer) {
    try (balancer) {
      InputStream in = new BufferedInputStream(balancer.getInputStream());
      while (serveOne(in, balancer.getOutputStream())) {}
    } catch (IOException gone) {
      // What the case looks at is in the list of requests.
    }
  }

  private boolean serveOne(InputStream in, OutputStream out) throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      return false;
    }
    in.reset();
    Seen seen = new Seen();
    requests.add(seen);
    boolean whole = false;
    try {
      String head = head(in, seen);
      if (head.startsWith("GET " + SENTINEL)) {
        requests.remove(seen);
        FakeServer.write(out, SENTINEL_ANSWER);
        return true;
      }
      Case.Answer answer = nextAnswer();
      FakeServer.write(out, answer.early());
      body(head, in, seen);
      whole = true;
      seen.end(true);
      FakeServer.write(out, answer.late());
      return !answer.closes();
    } finally {
      if (!whole) {
        seen.end(false);
      }
    }
  }

  private synchronized Case.Answer nextAnswer() {
    return answers.get(Math.min(next++, answers.size() - 1));
  }

  private static String head(InputStream in, Seen seen) throws IOException {
    int last = 0; // four bytes
    while (last != END_OF_HEAD) {
      last = last << 8 | seen.keep(in.read());
    }
    return seen.text();
  }

  private static void body(String head, InputStream in, Seen seen) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
      for (int size = -1; size != 0; ) {
        size = Integer.parseInt(line(in, seen), 16);
        for (int i = 0; i < (size == 0 ? 0 : size + 2); i++) {
          seen.keep(in.read());
        }
      }
      while (!line(in, seen).isEmpty()) {}
      return;
    }
    Matcher length = LENGTH.matcher(lower);
    if (length.find()) {
      for (int left = Integer.parseInt(length.group(1)); left > 0; left--) {
        seen.keep(in.read());
      }
    }
  }

  private static String line(InputStream in, Seen seen) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = seen.keep(in.read()); b != '\r'; b = seen.keep(in.read())) {
      line.append((char) b);
    }
    if (seen.keep(in.read()) != '\n') {
      throw new IOException("CR without LF");
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
