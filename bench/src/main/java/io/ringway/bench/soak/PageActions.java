package io.ringway.bench.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The actions of an administrator with a browser: reads pages, leaves half-way, watches live
 * figures.
 */
final class PageActions {

  private static final int SHORTEST_MILLIS = 200;
  private static final int LONGEST_MILLIS = 4_000;

  private static final List<String> PAGES =
      List.of(
          "/",
          "/clusters/orders",
          "/clusters/orders/settings",
          "/clusters/orders/hot-keys",
          "/clusters/orders/servers/s1",
          "/clusters/orders/what-if",
          "/clusters/orders/explore?key=user-1",
          "/clusters/orders/explore.csv?key=user-1",
          "/clusters/replicas/replicas",
          "/balancers",
          "/history",
          "/access",
          "/account");

  private static final List<String> STREAMS =
      List.of("/stream", "/balancers/stream", "/clusters/orders/stream");

  private final SoakContext soak;
  private PageSession browser;

  PageActions(SoakContext soak) {
    this.soak = soak;
    this.browser = fresh();
  }

  List<Action> actions() {
    return List.of(
        new Action("pages read", 3, this::read),
        new Action("page left half-way", 2, this::leave),
        new Action("live numbers watched", 4, this::watch));
  }

  private PageSession fresh() {
    return new PageSession(soak.http(), soak.installation().controlAddress(), soak.findings());
  }

  /**
   * Returns a session that is logged in. Sessions end after a minute without a request, and with
   * each control plane.
   */
  private PageSession loggedIn() throws IOException, InterruptedException {
    if (browser.open("/account").statusCode() != 200) {
      browser = fresh();
      if (!browser.login(FirstSteps.ADMINISTRATOR, FirstSteps.PASSWORD)) {
        throw new IOException("The administrator cannot log in.");
      }
    }
    return browser;
  }

  private void read() throws IOException, InterruptedException {
    PageSession session = loggedIn();
    for (int i = 0; i < 3; i++) {
      session.visit(soak.oneOf(PAGES));
    }
  }

  private void leave() throws IOException, InterruptedException {
    PageSession session = loggedIn();
    try (HttpConnection connection = connect()) {
      connection.write(request(soak.oneOf(PAGES), session));
      connection.reset();
    }
  }

  /** Watches a live page beside the script, and ends within seconds, with a reset or a close. */
  private void watch() throws IOException, InterruptedException {
    PageSession session = loggedIn();
    HttpConnection connection = connect();
    HttpConnection.Response head =
        connection.head(new String(request(soak.oneOf(STREAMS), session), US_ASCII));
    if (head.status() != 200) {
      connection.close();
      throw new IOException("A stream answered " + head.status() + ".");
    }
    int millis = soak.random().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS);
    boolean resets = soak.random().nextBoolean();
    Thread.ofVirtual().start(() -> endAfter(connection, millis, resets));
  }

  private void endAfter(HttpConnection connection, int millis, boolean resets) {
    try (connection) {
      TimeUnit.MILLISECONDS.sleep(millis);
      if (resets) {
        connection.reset();
      }
    } catch (IOException e) {
      soak.findings().add("A socket could not be closed", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpConnection connect() throws IOException {
    HttpConnection connection = new HttpConnection();
    connection.connect("127.0.0.1", soak.installation().controlAddress().getPort());
    return connection;
  }

  private static byte[] request(String path, PageSession session) {
    return "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html, text/event-stream\r\nCookie: %s\r\n\r\n"
        .formatted(path, session.cookie())
        .getBytes(US_ASCII);
  }
}
