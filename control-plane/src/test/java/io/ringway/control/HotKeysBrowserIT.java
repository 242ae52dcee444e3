package io.ringway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.fleet.ReportReceived;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;

/** Hot keys of running traffic in a real browser: updated live, shown, pinned. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:hot;DB_CLOSE_DELAY=-1",
      "ringway.data=target/hot-keys-test",
      "ringway.sample.servers=server-1=127.0.0.1:9001,server-2=127.0.0.1:9002,server-3=127.0.0.1:9003",
      "ringway.replicas.runtime=none"
    })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HotKeysBrowserIT {

  private static final String PAGE = "/clusters/sample/hot-keys";

  /** The keys, most frequent first: each gets half as many requests as the one before. */
  private static final List<String> KEYS =
      List.of(
          "user-42",
          "<img src=x onerror=alert(1)>",
          "корзина/鍵",
          "k".repeat(HotKey.MAX_KEY_BYTES) + "…",
          "/img/7919/a.png",
          "sess-abc");

  @LocalServerPort int port;
  @Autowired Snapshots snapshots;
  @Autowired ApplicationEventPublisher events;

  private final ScheduledExecutorService balancer = Executors.newSingleThreadScheduledExecutor();
  private Browser browser;

  @BeforeAll
  void logInWhileTrafficRuns() throws IOException {
    browser = Browser.ofAdministrator(port, Path.of("target/hot-keys-test"));
    var _ = balancer.scheduleAtFixedRate(this::report, 0, 1, TimeUnit.SECONDS);
  }

  @AfterAll
  void leave() {
    balancer.shutdownNow();
    if (browser != null) {
      browser.close();
    }
  }

  private void report() {
    var cluster = snapshots.current().cluster("sample").orElseThrow();
    List<HotKey> keys = new ArrayList<>();
    long count = 640;
    for (String key : KEYS) {
      keys.add(new HotKey(Pin.fingerprint(key), key, count, count / 100));
      count /= 2;
    }
    List<ServerReport> servers = new ArrayList<>();
    for (var server : cluster.servers()) {
      long answers = server.name().equals("server-1") ? 900 : 300;
      servers.add(new ServerReport(server.id(), answers, answers, 0, 0, 0, 0, 4, true, "", "", 0));
    }
    HotKeys hot = new HotKeys(1_500, keys, 15);
    events.publishEvent(
        new ReportReceived(
            "b1",
            new Message.Report(
                1, 0, 1_000, List.of(new ClusterReport(cluster.id(), 0, 0, servers, hot)))));
  }

  @Test
  void hotKeysAreSeenLiveThenShownThenSteered() throws IOException {
    browser.go("/clusters/sample");
    browser.sees("#hot-keys tbody", Pin.fingerprint("user-42"));
    browser.go(PAGE);
    browser.sees("#hot-keys tbody tr:first-child", Pin.fingerprint("user-42"));
    assertThat(browser.find("#hot-keys").getText()).doesNotContain("user-42");
    browser.script("window.sameDocument = true; return true");
    String before = browser.find("[data-live='hot.requests']").getText();
    browser.changes("[data-live='hot.requests']", before);
    assertThat(browser.script("return window.sameDocument === true")).isEqualTo(true);
    look("hashes");

    browser.click("a[href*=showKeys]");
    browser.sees("main", "Nothing has changed yet");
    browser.click(".confirm button");
    browser.sees(".flash", "display of keys");
    browser.go(PAGE);
    browser.sees("#hot-keys tbody", "user-42");
    browser.sees("#hot-keys tbody", "<img src=x onerror=alert(1)>");
    assertThat(browser.count("#hot-keys img")).isZero();
    look("shown");

    browser.click("#hot-keys tbody tr:first-child a");
    browser.sees("h1", "Steer a key");
    browser.sees("#key-choices", "Pin here");
    look("steer");
    browser.click("#key-choices tbody tr:nth-child(3) a");
    browser.sees("main", "user-42");
    browser.click(".confirm button");
    browser.sees(".flash", "pinned the key 'user-42' to server-3");
    browser.go(PAGE);
    browser.sees("#hot-keys tbody tr:first-child", "Pinned");
    browser.sees("#hot-forms", "to server-3");
    look("pinned");
    browser.go("/clusters/sample");
    browser.sees("#hot-keys tbody", "user-42");
    browser.click("#hot-keys h2");
    browser.screenshot("hot-keys-on-the-cluster");
    assertThat(browser.complaints()).isEmpty();
  }

  private void look(String name) throws IOException {
    String page = browser.path();
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      browser.go(page);
      browser.find("html[data-theme=" + theme + "] main tbody tr");
      browser.screenshot("hot-keys-" + name + "-" + theme);
      assertThat(browser.accessibilityFaults()).as("%s in %s", name, theme).isEmpty();
    }
    browser.width(390);
    browser.go(page);
    browser.find("main tbody tr");
    browser.screenshot("hot-keys-" + name + "-390");
    assertThat(browser.fits()).as("%s fits a phone", name).isTrue();
    browser.width(1280);
    browser.go(page);
    browser.find("main tbody tr");
  }
}
