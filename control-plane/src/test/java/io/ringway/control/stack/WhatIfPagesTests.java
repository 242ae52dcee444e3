package io.ringway.control.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ThreeServers;
import io.ringway.protocol.Pin;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.xml.sax.InputSource;

/** The what-if page, without script. */
@WithControlPlane
class WhatIfPagesTests {

  private static final String PAGE = "/clusters/tries/what-if";

  private static final String WEIGHT =
      "{\"type\":\"update-server\",\"server\":\"a\",\"weight\":1.2}";

  private static final String DRAIN =
      "{\"type\":\"set-server-states\",\"servers\":[\"b\"],\"state\":\"DRAINING\"}";

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;

  @BeforeEach
  void threeServers() {
    ThreeServers.anew(clusters, "tries");
  }

  private MvcTestResult get(String path, String... changes) {
    return mvc.get().uri(path).param("change", changes).exchange();
  }

  @Test
  void aStackIsBuiltInTheAddressShownAndMadeAsOneRevision() {
    MvcTestResult next =
        mvc.get()
            .uri(PAGE)
            .param("change", WEIGHT)
            .param("add", "state")
            .param("server", "b")
            .param("action", "DRAIN")
            .exchange();
    assertThat(next).hasStatus(302);
    String address = String.valueOf(next.getResponse().getRedirectedUrl());
    assertThat(mvc.get().uri(URI.create(address)).exchange())
        .hasStatusOk()
        .bodyText()
        .contains(
            "2 changes, applied as one",
            "Change a: weight 1.2",
            "Drain: b",
            "Keys that move",
            "to a",
            "ring-moved",
            "more than the limit of 25.0",
            "Apply as one change",
            ":apply?force=true");
    long before = clusters.details("tries").revision();
    assertThat(
            mvc.post()
                .uri("/clusters/tries/changes")
                .with(csrf())
                .param("change", WEIGHT, DRAIN)
                .param("revision", Long.toString(before))
                .param("force", "true"))
        .hasStatus(302);
    assertThat(clusters.details("tries").revision()).isEqualTo(before + 1);
  }

  @Test
  void aStackThatIsRefusedStaysToBeMended() {
    assertThat(get(PAGE, WEIGHT, "{\"type\":\"update-server\",\"server\":\"z\",\"weight\":2}"))
        .hasStatus(404)
        .bodyText()
        .contains("Change 2 of 2", "Remove: ", "Add another change")
        .doesNotContain("Keys that move");
    assertThat(get(PAGE, "no json")).hasStatus(400).bodyText().contains("Add a change");
    assertThat(get(PAGE)).hasStatusOk().bodyText().contains("Add a change");
  }

  @Test
  void theNumbersCanBeTakenAway() {
    assertThat(get(PAGE + "/flows.csv", DRAIN))
        .hasStatusOk()
        .hasHeader("Content-Disposition", "attachment; filename=\"tries-flows.csv\"")
        .bodyText()
        .startsWith("from,to,share\nb,")
        .hasLineCount(3);
    assertThat(get(PAGE + "/servers.csv", DRAIN))
        .hasStatusOk()
        .bodyText()
        .startsWith("server,share_now,share_then")
        .hasLineCount(4);
    assertThat(get(PAGE + "/moons.csv", DRAIN)).hasStatus4xxClientError();
  }

  @Test
  void settingsAreSaidInWordsOneAfterTheOther() {
    assertThat(
            get(
                PAGE,
                "{\"type\":\"update-cluster\",\"settings\":{\"steering\":{\"boundedLoad\":1.25}}}",
                "{\"type\":\"update-cluster\",\"settings\":{\"steering\":{\"boundedLoad\":1.5},"
                    + "\"timeouts\":{\"responseMillis\":5000},"
                    + "\"keyRules\":[{\"source\":\"header\",\"name\":\"X-Key\"}]}}",
                "{\"type\":\"update-cluster\",\"settings\":{\"placement\":{\"algorithm\":\"maglev\"}}}"))
        .hasStatusOk()
        .bodyText()
        .contains(
            "Load bound: off → 1.25<",
            "Key rules: client-address → header X-Key; load bound: 1.25 → 1.5; response:"
                + " 30,000\u00a0ms → 5,000\u00a0ms<",
            "Placement: Ring (points a server 4096) → Maglev (table size 65537)<");
  }

  @Test
  void thePictureCanBeTakenAway() throws Exception {
    MvcTestResult file = get(PAGE + "/rings.svg", WEIGHT, DRAIN);
    assertThat(file)
        .hasStatusOk()
        .hasContentType("image/svg+xml;charset=UTF-8")
        .hasHeader("Content-Disposition", "attachment; filename=\"tries-rings.svg\"");
    String svg = file.getResponse().getContentAsString();
    var text =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getDocumentElement()
            .getTextContent();
    assertThat(text).contains("What if: tries", "Change a: weight 1.2", "Drain: b", "Share then");
    assertThat(svg.split("<path ")).as("shapes").hasSizeGreaterThan(6);
  }

  @Test
  void thePictureHasTheColoursOfThePages() throws Exception {
    String sheet =
        new String(
            Objects.requireNonNull(getClass().getResourceAsStream("/static/ringway.css"))
                .readAllBytes(),
            StandardCharsets.UTF_8);
    for (int i = 0; i < WhatIfSvg.COLOURS.size(); i++) {
      assertThat(sheet)
          .contains(".c%d { --server: light-dark(%s,".formatted(i, WhatIfSvg.COLOURS.get(i)));
    }
  }

  @Test
  void everyPlacementIsOfferedAndDrawn() {
    for (RingSpec usual : Rings.DEFAULTS) {
      MvcTestResult added =
          mvc.get()
              .uri(PAGE)
              .param("add", "placement")
              .param("placement", usual.algorithm())
              .exchange();
      assertThat(added).as(usual.algorithm()).hasStatus(302);
      String address = String.valueOf(added.getResponse().getRedirectedUrl());
      MvcTestResult page = mvc.get().uri(URI.create(address)).exchange();
      assertThat(page).as(usual.algorithm()).hasStatusOk();
      if (!usual.equals(RingSpec.DEFAULT)) {
        assertThat(page).bodyText().contains("svg class=\"ring what-if\"", "Keys that move");
      }
    }
  }

  @Test
  void aKeyThatIsNotToBeShownIsPinnedByItsFingerprint() {
    MvcTestResult added =
        mvc.get()
            .uri(PAGE)
            .param("add", "pin")
            .param("key", "alice")
            .param("server", "c")
            .exchange();
    assertThat(added.getResponse().getRedirectedUrl())
        .contains(Pin.fingerprint("alice"))
        .doesNotContain("alice");
  }
}
