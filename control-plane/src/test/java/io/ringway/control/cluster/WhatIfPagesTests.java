package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Pin;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.xml.sax.InputSource;

/** The what-if page and the settings page, without script. */
@WithControlPlane
class WhatIfPagesTests {

  private static final String PAGE = "/clusters/tries/what-if";
  private static final Actor SYSTEM = Actor.system("test");
  private static final String WEIGHT =
      "{\"type\":\"update-server\",\"server\":\"a\",\"weight\":1.2}";
  private static final String DRAIN =
      "{\"type\":\"set-server-states\",\"servers\":[\"b\"],\"state\":\"DRAINING\"}";

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;

  @BeforeEach
  void threeServers() {
    if (clusters.find("tries").isPresent()) {
      clusters.apply(new Change.DeleteCluster("tries", true), SYSTEM, null);
    }
    clusters.apply(
        new Change.CreateCluster(
            "tries",
            OverviewPages.settings("/tries"),
            List.of(
                new NewServer("a", "10.3.0.1", 80),
                new NewServer("b", "10.3.0.2", 80),
                new NewServer("c", "10.3.0.3", 80)),
            ReplicaPlan.NONE),
        SYSTEM,
        null);
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
            .param("verb", "DRAIN")
            .exchange();
    assertThat(next).hasStatus(302);
    String address = String.valueOf(next.getResponse().getRedirectedUrl());
    assertThat(mvc.get().uri(URI.create(address)).exchange())
        .hasStatusOk()
        .bodyText()
        .contains(
            "2 changes, made as one",
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
        .contains("Change 2 of 2", "Take away", "One more change")
        .doesNotContain("Keys that move");
    assertThat(get(PAGE, "no json")).hasStatus(400).bodyText().contains("Begin with a change");
    assertThat(get(PAGE)).hasStatusOk().bodyText().contains("Begin with a change");
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
  void aClusterIsRenamedOnItsSettingsPage() {
    MultiValueMap<String, String> form = form();
    form.set("name", "efforts");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains("renamed cluster tries to efforts", "&quot;name&quot;:&quot;efforts&quot;");
    assertThat(
            mvc.post()
                .uri("/clusters/tries/changes")
                .with(csrf())
                .param(
                    "change", "{\"type\":\"update-cluster\",\"settings\":{},\"name\":\"efforts\"}")
                .param("revision", Long.toString(clusters.details("tries").revision())))
        .hasStatus(302)
        .hasRedirectedUrl("/clusters/efforts");
    assertThat(mvc.get().uri("/clusters/efforts/settings"))
        .hasStatusOk()
        .bodyText()
        .contains("value=\"efforts\"");
    clusters.apply(new Change.DeleteCluster("efforts", true), SYSTEM, null);
  }

  @Test
  void aNameThatNoClusterCanHaveIsRefusedAndStays() {
    MultiValueMap<String, String> form = form();
    form.set("name", "No Name");
    assertThat(settings(form)).hasStatus(422).bodyText().contains("value=\"No Name\"");
  }

  @Test
  void everyPlacementIsOfferedAndDrawn() {
    for (RingSpec usual : Rings.USUAL) {
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

  private MultiValueMap<String, String> form() {
    MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
    form.add("revision", Long.toString(clusters.details("tries").revision()));
    form.add("placement", "ring");
    form.add("ring.points", "4096");
    form.add("keyRules", "client-address");
    form.add("keyFallback", "RANDOM");
    form.add("steering.boundedLoad", "0");
    form.add("steering.rampMillis", "0");
    form.add("health.path", "/heartbeat");
    form.add("health.intervalMillis", "500");
    form.add("health.timeoutMillis", "1000");
    form.add("health.fall", "2");
    form.add("health.rise", "2");
    form.add("health.ejectAfter", "5");
    form.add("health.ejectMillis", "10000");
    form.add("health.maxEjectedPercent", "50");
    form.add("health.panicPercent", "0");
    form.add("retry.attempts", "3");
    form.add("retry.budgetPercent", "20");
    form.add("timeouts.connectMillis", "1000");
    form.add("timeouts.responseMillis", "30000");
    form.add("timeouts.idleMillis", "60000");
    form.add("timeouts.totalMillis", "0");
    form.add("drainMillis", "5000");
    form.add("listen.port", "0");
    form.add("listen.pathPrefix", "/tries");
    form.add("listen.hosts", "");
    form.add("corsOrigins", "");
    form.add("serverTls.name", "");
    form.add("relay.proxyProtocol", "OFF");
    form.add("relay.webSockets", "true");
    return form;
  }

  private MvcTestResult settings(MultiValueMap<String, String> form) {
    return mvc.post().uri("/clusters/tries/settings").with(csrf()).params(form).exchange();
  }

  @Test
  void theSettingsFormProposesOnlyWhatWasChanged() {
    assertThat(mvc.get().uri("/clusters/tries/settings"))
        .hasStatusOk()
        .bodyText()
        .contains("Load bound", "100 to 3,600,000", "name=\"haproxy.avalanche\"", "curl -X PATCH");
    assertThat(settings(form())).hasStatusOk().bodyText().contains("there is nothing to change");

    MultiValueMap<String, String> form = form();
    form.set("steering.boundedLoad", "1.25");
    form.set("health.intervalMillis", "2000");
    form.set("keyRules", "header X-Session\nhost + path");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains(
            "changed the key rules, load bound and health checks of tries",
            "The key rules change, so requests get other keys",
            "&quot;intervalMillis&quot;:2000")
        .doesNotContain("&quot;timeoutMillis&quot;");
    assertThat(clusters.details("tries").config().settings().keyRules())
        .as("nothing was changed by looking")
        .containsExactly(new KeyRule.ClientAddress());
  }

  @Test
  void tlsToServersIsASettingWhoseNameMayBeEmpty() {
    MultiValueMap<String, String> form = form();
    form.set("serverTls.enabled", "true");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains("changed the TLS to servers of tries", "&quot;enabled&quot;:true");
    form.set("serverTls.name", "https://shop");
    assertThat(settings(form)).hasStatus(422).bodyText().contains("no host name");
    assertThat(mvc.get().uri("/clusters/tries/settings"))
        .bodyText()
        .containsPattern("<input (?![^>]*required)[^>]*name=\"serverTls.name\"");
  }

  @Test
  void whatServersAreToldIsASetting() {
    MultiValueMap<String, String> form = form();
    form.set("relay.proxyProtocol", "V2");
    form.remove("relay.webSockets");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains("changed the PROXY protocol and WebSockets of tries");
    assertThat(mvc.get().uri("/clusters/tries/settings"))
        .bodyText()
        .contains(">version 2</option>");
  }

  @Test
  void whatIsWrongWithSettingsIsSaidAndWhatWasTypedStays() {
    MultiValueMap<String, String> form = form();
    form.set("health.fall", "many");
    form.set("drainMillis", "1234");
    assertThat(settings(form))
        .hasStatus(422)
        .bodyText()
        .contains("is not a fall", "value=\"many\"", "value=\"1234\"");
    form.set("health.fall", "11");
    assertThat(settings(form)).hasStatus(422).bodyText().contains("value=\"11\"");
    form.set("health.fall", "2");
    form.set("keyRules", "moon");
    assertThat(settings(form)).hasStatus(422).bodyText().contains("is not a key rule");
  }

  @Test
  void settingsThatSomebodyElseChangedMeanwhileAreShownAgain() {
    MultiValueMap<String, String> form = form();
    clusters.apply(
        new Change.UpdateServer("tries", "a", null, null, null, 2.0, null), SYSTEM, null);
    form.set("drainMillis", "1234");
    assertThat(settings(form))
        .hasStatus(412)
        .bodyText()
        .contains("read it again", "value=\"1234\"");
  }
}
