package io.ringway.control.hotkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.fleet.ReportReceived;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hot keys over REST and on their page. */
class HotKeyPagesTests extends HotCluster {

  @Test
  void whatABoundPassesOnIsShownBesideTheServerThatItWentPast() throws Exception {
    assertThat(get("/clusters/hot")).doesNotContain("Spills");
    ClusterConfig cluster = clusters.details("hot").config();
    clusters.apply(
        new Change.UpdateCluster(
            "hot", null, cluster.settings().with(it -> it.steering = it.steering.bounded(1.25))),
        Actor.system("test"),
        null);
    String server = cluster.servers().getFirst().id();
    await().until(() -> traffic.history(cluster.id(), 1).size() == 1);
    events.publishEvent(
        new ReportReceived(
            "b1",
            new Message.Report(
                1,
                0,
                1_000,
                List.of(
                    new ClusterReport(
                        cluster.id(),
                        0,
                        0,
                        List.of(new ServerReport(server, 9, 9, 0, 0, 0, 0, 1, true, "", "", 1_234)),
                        HotKeys.NONE)))));
    assertThat(get("/clusters/hot"))
        .contains(">Spills</th>", "data-live=\"" + server + ".spills\">1,234<");
    assertThat(get(API + "/traffic")).contains("\"spills\":1234");
  }

  @Test
  void aHotKeyIsListedWithItsOwnerAndNotShownUnlessAskedFor() throws Exception {
    asked(40);
    assertThat(mvc.get().uri(API + "/hot-keys").exchange())
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"cluster": "hot", "seconds": 60, "requests": 80, "unlisted": 3, "keysShown": false,
             "keys": [{"rank": 1, "hash": "%s", "key": null, "count": 40, "error": 1,
                       "share": 0.5, "pin": null}]}
            """
                .formatted(HASH));
    for (String page : List.of(API + "/hot-keys", PAGE, PAGE + "/" + HASH, "/clusters/hot")) {
      assertThat(get(page)).contains(HASH).doesNotContain("user</b>", "user&lt;/b&gt;");
    }
    assertThat(get(PAGE)).contains("Keys are not shown", "50.0");
  }

  @Test
  void aShownKeyThatIsHtmlIsShownAsText() throws Exception {
    show(true);
    asked(41);
    assertThat(mvc.get().uri(API + "/hot-keys?limit=1").exchange())
        .bodyJson()
        .extractingPath("$.keys[0].key")
        .isEqualTo(KEY);
    for (String page : List.of(PAGE, PAGE + "/" + HASH, "/clusters/hot")) {
      assertThat(get(page)).contains("&lt;b&gt;user&lt;/b&gt;").doesNotContain(KEY);
    }
    show(false);
    assertThat(get(PAGE)).contains(HASH).doesNotContain("user&lt;/b&gt;");
  }

  @Test
  void withoutTrafficThePageSaysWhatAKeyIs() throws Exception {
    assertThat(get(PAGE)).contains("No key in the last minute", "key rules", "Load bound");
    assertThat(get("/clusters/hot")).contains("No request carried a key");
  }

  @Test
  void theFormsLeadToAReviewAndSayWhatIsWrong() throws Exception {
    assertThat(get(PAGE + "/bound?bound=1.5"))
        .contains("Nothing has changed yet", "changed the load bound of hot");
    assertThat(get(PAGE + "/pin?key=k1&to=spread:3"))
        .contains("Nothing has changed yet", Pin.fingerprint("k1"));
    assertThat(mvc.get().uri(PAGE + "/bound?bound=lots").exchange())
        .hasStatus(422)
        .bodyText()
        .contains("lots");
    assertThat(mvc.get().uri(PAGE + "/bound?bound=0.5").exchange())
        .hasStatus(422)
        .bodyText()
        .contains("1 to 100");
    assertThat(mvc.get().uri(PAGE + "/pin?to=server:a").exchange())
        .hasStatus(422)
        .bodyText()
        .contains("Type the key");
  }
}
