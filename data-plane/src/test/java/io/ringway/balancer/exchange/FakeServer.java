package io.ringway.balancer.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A server of a test: each request head is handed to a script that may behave as badly as it likes.
 */
final class FakeServer implements AutoCloseable {

  /** The behaviour of the server for one request. Returning false closes the connection. */
  @FunctionalInterface
  interface Script {
    boolean serve(String head, InputStream in, OutputStream out) throws IOException;
  }

  /** A script throws it to reset the connection. */
  static final class Reset extends IOException {
    Reset() {
      super("the script resets the connection");
    }
  }

  /** A script throws it to close the connection without the end that TLS has. */
  static final class CutOff extends IOException {
    CutOff() {
      super("the script cuts the connection off");
    }
  }

  final List<String> heads = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ServerSocket socket;
  private final Script script;
  private final @Nullable SSLContext tls;
  private volatile boolean hangsUp;
  private volatile String greeting = "";

  /** Tells whether clients have to show a certificate. */
  volatile boolean demanding;

  /** Tells whether connections begin with one line of the PROXY protocol. */
  volatile boolean prefaced;

  /** These lines. */
  final List<String> prefaces = new CopyOnWriteArrayList<>();

  FakeServer(Script script) throws IOException {
    this(null, script);
  }

  /** Speaks TLS unless it is given nothing to do so with. */
  FakeServer(@Nullable SSLContext tls, Script script) throws IOException {
    this.tls = tls;
    this.script = script;
    this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Accepts connections and closes them at once. */
  static FakeServer hangingUp() throws IOException {
    FakeServer server = new FakeServer((head, in, out) -> false);
    server.hangsUp = true;
    return server;
  }

  /** Says something as soon as it is connected to. */
  static FakeServer talkingFirst(String words) throws IOException {
    FakeServer server = answering("");
    server.greeting = words;
    return server;
  }

  static FakeServer answering(String answer) throws IOException {
    return answering(null, answer);
  }

  static FakeServer answering(@Nullable SSLContext tls, String answer) throws IOException {
    return new FakeServer(
        tls,
        (head, in, out) -> {
          readBody(head, in);
          write(out, answer);
          return true;
        });
  }

  /** A script: answers with the body that was sent. */
  static boolean echo(String head, InputStream in, OutputStream out) throws IOException {
    byte[] body = readBody(head, in);
    write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
    out.write(body);
    out.flush();
    return true;
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket accepted = socket.accept();
        connections.incrementAndGet();
        if (prefaced) {
          prefaces.add(readLine(accepted.getInputStream()));
        }
        Socket spoken = tls == null ? accepted : over(tls, accepted);
        open.add(spoken);
        Thread.ofVirtual().start(() -> serve(accepted, spoken));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private Socket over(SSLContext tls, Socket accepted) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(accepted, null, accepted.getPort(), true);
    socket.setUseClientMode(false);
    socket.setNeedClientAuth(demanding);
    return socket;
  }

  /** The serial number of what the last client showed, in hexadecimal. */
  String shown() throws IOException {
    SSLSocket last = (SSLSocket) open.getLast();
    return ((X509Certificate) last.getSession().getPeerCertificates()[0])
        .getSerialNumber()
        .toString(16);
  }

  private void serve(Socket raw, Socket client) {
    try (client) {
      if (hangsUp) {
        return;
      }
      InputStream in = new java.io.BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      if (!greeting.isEmpty()) {
        write(out, greeting);
      }
      for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
        heads.add(head);
        try {
          if (!script.serve(head, in, out)) {
            return;
          }
        } catch (Reset reset) {
          raw.setSoLinger(true, 0);
          raw.close();
          return;
        } catch (CutOff cut) {
          raw.shutdownOutput();
          raw.close();
          return;
        }
      }
    } catch (IOException gone) {
      // The balancer broke off: what the tests look at is in the list of heads.
    }
  }

  /** The names that clients have asked for (SNI), connection by connection. */
  List<String> asked() {
    return open.stream()
        .map(each ->
            String.valueOf(
                ((ExtendedSSLSession) ((SSLSocket) each).getSession()).getRequestedServerNames()))
        .toList();
  }

  /** Closes every connection, over TLS with its end. */
  void closeAll() throws IOException {
    for (Socket each : open) {
      each.close();
    }
  }

  /** Says no more on the connection whose other half is still read. */
  void halfClose() throws IOException {
    open.getLast().shutdownOutput();
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Writes on a thread of its own, so that what comes back can be read meanwhile. */
  static Thread writing(Socket to, String text) {
    return Thread.startVirtualThread(() -> {
      try {
        write(to.getOutputStream(), text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      last = last << 8 | b;
      if (last == 0x0d0a0d0a) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return head.size() == 0 ? "" : "CUT " + head.toString(StandardCharsets.ISO_8859_1);
  }

  static byte[] readBody(String head, InputStream in) throws IOException {
    String lower = head.toLowerCase(java.util.Locale.ROOT);
    if (lower.contains("transfer-encoding: chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        String line = readLine(in);
        int size = Integer.parseInt(line, 16);
        body.write(exactly(in, size));
        if (!readLine(in).isEmpty()) {
          throw new IOException("no line end after a chunk");
        }
        if (size == 0) {
          return body.toByteArray();
        }
      }
    }
    int at = lower.indexOf("content-length: ");
    return at < 0
        ? new byte[0]
        : exactly(in, Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at))));
  }

  private static byte[] exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new IOException("the body was broken off");
    }
    return bytes;
  }

  static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the line was broken off");
      }
      line.append((char) b);
    }
    if (in.read() != '\n') {
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
