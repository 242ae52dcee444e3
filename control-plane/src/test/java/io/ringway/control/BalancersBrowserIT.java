package io.ringway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.Codec;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.ServerReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The page of the balancers in a real browser, with one that is behind and one that disconnects.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:balancers;DB_CLOSE_DELAY=-1",
      "ringway.data=target/balancers-test",
      "ringway.sample.servers=server-1=127.0.0.1:9001,server-2=127.0.0.1:9002",
      "ringway.replicas.runtime=none"
    })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BalancersBrowserIT {

  private static final Path DATA = Path.of("target/balancers-test");

  @LocalServerPort int port;
  @Autowired Snapshots snapshots;
  @Autowired Clusters clusters;

  private Browser browser;

  @BeforeAll
  void logIn() throws IOException {
    browser = Browser.ofAdministrator(port, DATA);
  }

  @AfterAll
  void leave() {
    if (browser != null) {
      browser.close();
    }
  }

  /** Connects as a balancer that acknowledges nothing by itself. */
  private WebSocket connect(String name) throws IOException {
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header(
                "Authorization",
                "Bearer " + Files.readString(DATA.resolve("balancer.token")).strip())
            .subprotocols(Message.SUBPROTOCOL)
            .buildAsync(URI.create("ws://localhost:" + port + Message.PATH), new Reader())
            .join();
    say(socket, new Message.Hello(1, name, name, "0.1", "epoll", 5000, 5001, 0, 0, ""));
    return socket;
  }

  private static final class Reader implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      socket.request(1);
      return null;
    }
  }

  private static void say(WebSocket socket, Message message) {
    socket.sendText(Codec.encode(message), true).join();
  }

  private void apply(WebSocket socket) {
    var now = snapshots.current();
    say(
        socket,
        new Message.Applied(now.config().epoch(), now.config().revision(), now.digest(), 900));
  }

  @Test
  void whoIsBehindIsSeenAtOnceAndWhoIsGoneCanBeForgotten() throws IOException {
    WebSocket east = connect("east");
    WebSocket west = connect("west");
    apply(east);
    apply(west);
    browser.go("/balancers");
    browser.sees("#balancer-east", "Same ring");
    browser.sees("#balancer-west", "Same ring");
    browser.sees("#balancer-west", snapshots.current().digest());
    browser.sees("#fleet", "2 of 2 connected");
    browser.script("window.sameDocument = true; return true");

    clusters.apply(
        new Change.UpdateServer("sample", "server-1", null, null, null, 2.0, null, null),
        Actor.system("test"),
        null,
        true);
    apply(east);
    browser.sees("#balancer-west", "Behind");
    browser.sees("#balancer-west", "One revision behind");
    browser.sees("#balancer-east", "Same ring");
    browser.sees("#fleet-chip", "1/2");

    var cluster = snapshots.current().cluster("sample").orElseThrow();
    String why = "ejected for 10 s after 5 failed requests in a row, the last: reset";
    say(
        west,
        new Message.Report(
            1,
            0,
            1_000,
            List.of(
                new ClusterReport(
                    cluster.id(),
                    0,
                    0,
                    List.of(
                        new ServerReport(
                            cluster.servers().getFirst().id(),
                            9,
                            9,
                            0,
                            0,
                            5,
                            3,
                            0,
                            false,
                            why,
                            "",
                            0)),
                    HotKeys.NONE))));
    browser.sees("#balancer-west", "1, 1 ejected");
    browser.sees("#balancer-west", "after 5 failed requests");
    browser.sees("#balancer-west [data-label='Retries/s']", "3.0");
    assertThat(browser.script("return window.sameDocument")).isEqualTo(true);
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      browser.go("/balancers");
      browser.sees("#balancer-west", "Behind");
      browser.screenshot("balancers-behind-" + theme);
      assertThat(browser.accessibilityFaults()).isEmpty();
    }
    browser.width(390);
    browser.go("/balancers");
    browser.screenshot("balancers-behind-390");
    assertThat(browser.fits()).isTrue();
    browser.width(1280);

    west.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    browser.sees("#balancer-west", "Away");
    browser.click("#balancer-west button");
    browser.sees(".flash", "off the list");
    await().until(() -> browser.count("#balancer-west") == 0);
    browser.sees("#balancer-east", "Same ring");
    assertThat(browser.complaints()).isEmpty();
    east.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }
}
