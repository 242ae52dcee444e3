package io.ringway.bench.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection of an HTTP/1.1 client without hidden behaviour: it never retries a request by
 * itself, and reports the moment at which a connection ended.
 */
final class HttpConnection implements AutoCloseable {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 20_000;
  private static final int LONGEST_LINE = 64 << 10;

  private final Socket socket = new Socket();
  private @Nullable InputStream in;
  private int exchanges;
  private boolean begun;

  /** A response with its whole body. */
  record Response(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Connects. */
  void connect(String host, int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port), CONNECT_MILLIS);
    socket.setSoTimeout(READ_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Returns whether a request was sent through this connection before. */
  boolean reused() {
    return exchanges > 1;
  }

  /** Returns whether at least the first byte of a response arrived in the last exchange. */
  boolean responseBegan() {
    return begun;
  }

  /** Returns whether the peer has closed the connection. */
  boolean endedByPeer() throws IOException {
    InputStream from = input();
    from.mark(1);
    socket.setSoTimeout(1);
    try {
      boolean ended = from.read() < 0;
      from.reset();
      return ended;
    } catch (SocketTimeoutException open) {
      return false;
    } finally {
      socket.setSoTimeout(READ_MILLIS);
    }
  }

  /** Sends bytes and reads the head of one response. */
  Response head(String request) throws IOException {
    exchanges++;
    begun = false;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = line();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("A header line without a colon: " + line);
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (!status.matches("HTTP/1\\.1 \\d{3}.*")) {
      throw new IOException("Not a status line: " + status);
    }
    return new Response(Integer.parseInt(status.substring(9, 12)), headers, "");
  }

  /** Sends a request and reads the response to its end. */
  Response exchange(String request) throws IOException {
    Response head = head(request);
    String length = head.header("content-length");
    byte[] body =
        head.header("transfer-encoding").equalsIgnoreCase("chunked")
            ? chunks()
            : bytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    return new Response(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(); size > 0; size = size()) {
      body.write(bytes(size));
      line();
    }
    for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {}
    return body.toByteArray();
  }

  private int size() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  /** Reads exactly this many bytes. */
  byte[] bytes(int length) throws IOException {
    byte[] bytes = input().readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The connection ended within a body.");
    }
    return bytes;
  }

  /** Sends bytes unchanged. */
  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = input().read(); b != '\n'; b = input().read()) {
      if (b < 0 || line.length() > LONGEST_LINE) {
        throw new EOFException("The connection ended within a head.");
      }
      begun = true;
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private InputStream input() {
    InputStream from = in;
    if (from == null) {
      throw new IllegalStateException("Connect first.");
    }
    return from;
  }

  /** Closes with a reset, as a client that has crashed does. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
