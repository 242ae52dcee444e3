package io.ringway.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The dashboard in a real browser, from the set-up link on. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1",
      "ringway.data=target/browser-test",
      "ringway.sample.servers=server-1=127.0.0.1:9001,server-2=127.0.0.1:9002",
      "ringway.replicas.runtime=none"
    })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardBrowserIT {

  private static final String WHAT_IF =
      "/clusters/sample/what-if?change="
          + URLEncoder.encode(
              "{\"type\":\"update-server\",\"server\":\"server-1\",\"weight\":7}", UTF_8)
          + "&change="
          + URLEncoder.encode(
              "{\"type\":\"update-cluster\",\"settings\":{\"placement\":{\"algorithm\":\"maglev\"}}}",
              UTF_8);

  private static final List<String> PAGES =
      List.of(
          "/",
          "/clusters/sample",
          "/clusters/sample/review?action=DRAIN&server=server-1",
          "/clusters/sample/servers/server-1",
          "/clusters/sample/settings",
          "/clusters/sample/what-if",
          WHAT_IF,
          "/history/1/rollback",
          "/clusters/sample/explore?key=alice",
          "/clusters/sample/explore?key=alice%0Abob",
          "/clusters/sample/explore?head=GET%20/%20HTTP/1.1%0AX-Key:%20alice&balancers=true",
          "/clusters/sample/hot-keys",
          "/clusters/sample/hot-keys/397e9d3a76af7c81",
          "/balancers",
          "/history",
          "/history/1",
          "/access",
          "/access/people/bob/remove",
          "/account");

  private static final Path DATA = Path.of("target/browser-test");

  @LocalServerPort int port;
  @Autowired Clusters clusters;
  @Autowired Snapshots snapshots;

  private Browser browser;

  @BeforeAll
  void logIn() throws IOException {
    String base = "http://localhost:" + port;
    browser = Browser.open(base);
    String link = Files.readString(DATA.resolve("setup-url")).strip();
    browser.go(base + link.substring(link.indexOf("/setup")));
    browser.screenshot("set-up");
    assertThat(browser.accessibilityFaults()).isEmpty();
    browser.type("#name", "ada");
    browser.type("#password", "a long enough password");
    browser.type("#repeated", "a long enough password");
    browser.click("button[type=submit]");
    browser.sees("h1", "Overview");
    browser.sees(".who", "ada");
    assertThat(browser.complaints()).isEmpty();
  }

  @AfterAll
  void leave() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  @Order(1)
  void aServerIsAddedThenDrainedAndTheRingAndTheTableShowIt() throws IOException {
    browser.go("/clusters/sample");
    browser.type("input[name=name]", "server-3");
    browser.type("input[name=host]", "127.0.0.1");
    browser.type("input[name=port]", "9003");
    browser.click("#forms form:has(input[name=host]) button");
    browser.sees("h1", "Add server-3");
    browser.sees("main", "Keys that move");
    browser.sees(".confirm", "more than the limit of 25.0");
    assertThat(browser.count("svg.what-if .ring-moved")).isEqualTo(1);
    browser.screenshot("review");
    browser.click(".confirm input[name=force]");
    browser.click(".confirm button");
    browser.sees(".flash", "server-3");
    browser.sees("#servers tbody", "server-3");
    browser.sees("#ring-picture", "3 servers");
    assertThat(browser.count("#servers tbody tr")).isEqualTo(3);

    browser.click("input[aria-label='Select server-3']");
    browser.click("button[value=DRAIN]");
    browser.sees("h1", "Drain");
    browser.sees("main", "Keys that move");
    browser.click(".confirm input[name=force]");
    browser.click(".confirm button");
    browser.sees(".flash", "server-3");
    browser.sees("#servers tbody", "Draining");
    assertThat(browser.count("#ring-picture .ring-hatched")).isPositive();
    browser.screenshot("drained");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void aChangeMadeElsewhereAppearsWithoutAReload() {
    browser.go("/clusters/sample");
    browser.script("window.sameDocument = true; return true");
    browser.script(
        """
        const body = new URLSearchParams({
          change: '{"type": "update-server", "server": "server-1", "weight": 2.5}',
          force: "true",
          _csrf: document.querySelector("input[name=_csrf]").value,
        });
        fetch("/clusters/sample/changes", {method: "POST", body});
        return true
        """);
    browser.find("input[name=weight][value='2.5']");
    assertThat(browser.script("return window.sameDocument")).isEqualTo(true);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void aChangeMadeWhileThePageDidNotListenAppearsWhenItDoesAgain() {
    for (String page : List.of("/", "/clusters/sample")) {
      browser.go(page);
      browser.script("window.sameDocument = true; return true");
      browser.click("#pause");
      clusters.apply(
          new Change.CreateCluster(
              "missed" + page.length(),
              settings("/missed" + page.length()),
              List.of(),
              ReplicaPlan.NONE),
          Actor.system("test"),
          null);
      long revision = snapshots.current().config().revision();
      browser.click("#pause");
      browser.find("main[data-revision='" + revision + "']");
      assertThat(browser.script("return window.sameDocument")).isEqualTo(true);
    }
    browser.go("/");
    browser.sees("#changes", "missed1");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void aPersonIsInvitedAndTheOwnAccountIsLeftAlone() {
    browser.go("/access");
    browser.type("#person-name", "bob");
    browser.click("form[aria-label='Add a person'] button");
    browser.sees(".once", "/password?token=");
    browser.sees("#main", "Invited");
    browser.click("button[data-copy=invitation]");
    browser.sees("button[data-copy=invitation]", "ed");
    assertThat(browser.count("button[aria-label='Disable bob']")).isEqualTo(1);
    assertThat(browser.count("button[aria-label='Disable ada']")).isZero();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void changesAreTriedTogetherTakenAwayAndAppliedAsOne() {
    browser.go("/clusters/sample/what-if");
    browser.type("form[aria-label='Change a weight'] input[name=weight]", "1.5");
    browser.click("form[aria-label='Change a weight'] button");
    browser.sees("main", "Keys that move");
    browser.type("form[aria-label='Pin a key'] input[name=key]", "alice");
    browser.click("form[aria-label='Pin a key'] button");
    browser.sees("#stack-title", "2 changes, applied as one");
    browser.type("form[aria-label='Load bound'] input[name=bound]", "1.25");
    browser.click("form[aria-label='Load bound'] button");
    browser.sees("#stack-title", "3 changes, applied as one");
    browser.click("ol.stack li:first-child a");
    browser.sees("#stack-title", "2 changes, applied as one");
    browser.sees("main", "0.0");
    browser.click(".confirm button");
    browser.sees(".flash", "pinned the key with the fingerprint");
    browser.sees(".flash", "changed the load bound");
    browser.go("/clusters/sample/settings");
    browser.find("input[name='steering.boundedLoad'][value='1.25']");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(3)
  void theChartIsDrawn() {
    browser.go("/clusters/sample");
    browser.find("#chart canvas");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(4)
  void theThemeButtonGoesRoundAndIsRemembered() {
    browser.go("/");
    browser.theme("auto");
    browser.go("/");
    browser.click("#theme");
    browser.find("html[data-theme=light]");
    browser.click("#theme");
    browser.find("html[data-theme=dark]");
    browser.go("/history");
    browser.find("html[data-theme=dark]");
  }

  @Test
  @Order(5)
  void everyPageIsAccessibleAndQuietInBothThemesAndOnAPhone() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      for (String page : PAGES) {
        browser.go(page);
        browser.find("html[data-theme=" + theme + "] main h1");
        browser.screenshot(name(page) + "-" + theme);
        all.assertThat(browser.accessibilityFaults()).as("%s in %s", page, theme).isEmpty();
        all.assertThat(browser.complaints()).as("%s in %s", page, theme).isEmpty();
      }
    }
    browser.width(390);
    for (String page : PAGES) {
      browser.go(page);
      browser.screenshot(name(page) + "-390");
      all.assertThat(browser.fits()).as("%s fits a phone", page).isTrue();
    }
    browser.width(1280);
    all.assertAll();
  }

  @Test
  @Order(6)
  void everythingWorksWithoutScript() {
    browser.scripts(false);
    try {
      browser.go("/clusters/sample");
      assertThat(browser.count("html.scripted")).as("no script ran").isZero();
      browser.type("input[aria-label='Weight of server-2']", "1.75");
      browser.click("form:has(input[aria-label='Weight of server-2']) button");
      browser.sees("main", "Keys that move");
      if (browser.count(".confirm input[name=force]") > 0) {
        browser.click(".confirm input[name=force]");
      }
      browser.click(".confirm button");
      browser.sees(".flash", "weight of server-2");
      browser.click(".flash a");
      browser.sees("h1", "Roll back");
      browser.go("/clusters/sample/explore");
      browser.type("textarea[name=key]", "carol");
      browser.click("form:has(textarea[name=key]) button");
      browser.sees("main", "The key goes to");
      browser.go("/history");
      browser.sees("main", "weight of server-2");
      browser.click("form.user button");
      browser.sees("h1", "Log in");
      browser.type("#username", "ada");
      browser.type("input[type=password]", "a long enough password");
      browser.click("main button[type=submit]");
      browser.sees(".who", "ada");
    } finally {
      browser.scripts(true);
    }
  }

  private static ClusterSettings settings(String path) {
    return ClusterSettings.DEFAULT.with(it -> it.listen = new Listen(0, List.of(), path));
  }

  private static String name(String page) {
    String path =
        page.replaceAll("\\?change.*", "-stack")
            .replaceAll("\\?.*", "")
            .replace("/clusters/sample", "/cluster");
    return path.equals("/") ? "overview" : path.substring(1).replace('/', '-');
  }
}
