package io.ringway.control.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ThreeServers;
import io.ringway.protocol.KeyRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** The settings page of a cluster, without script. */
@WithControlPlane
class SettingsPagesTests {

  private static final Actor SYSTEM = Actor.system("test");
  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;

  @BeforeEach
  void threeServers() {
    ThreeServers.anew(clusters, "knobs");
  }

  private MultiValueMap<String, String> form() {
    MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
    form.add("revision", Long.toString(clusters.details("knobs").revision()));
    form.add("placement", "ring");
    form.add("ring.points", "4096");
    form.add("keyRules", "client-address");
    form.add("keyFallback", "RANDOM");
    form.add("steering.boundedLoad", "0");
    form.add("steering.rampMillis", "0");
    form.add("health.path", "/heartbeat");
    form.add("health.method", "GET");
    form.add("health.host", "");
    form.add("health.port", "0");
    form.add("health.statuses", "200-399");
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
    form.add("listen.pathPrefix", "/knobs");
    form.add("listen.hosts", "");
    form.add("corsOrigins", "");
    form.add("serverTls.name", "");
    form.add("relay.proxyProtocol", "OFF");
    form.add("relay.webSockets", "true");
    form.add("replicaPolicy.startMillis", "60000");
    form.add("replicaPolicy.unhealthyMillis", "30000");
    form.add("relay.abortOnHalfClose", "true");
    return form;
  }

  private MvcTestResult settings(MultiValueMap<String, String> form) {
    return mvc.post().uri("/clusters/knobs/settings").with(csrf()).params(form).exchange();
  }

  @Test
  void theSettingsFormProposesOnlyWhatWasChanged() {
    assertThat(mvc.get().uri("/clusters/knobs/settings"))
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
            "changed the key rules, load bound and health checks of knobs",
            "The key rules change, so requests get other keys",
            "&quot;intervalMillis&quot;:2000")
        .doesNotContain("&quot;timeoutMillis&quot;");
    assertThat(clusters.details("knobs").config().settings().keyRules())
        .as("nothing was changed by looking")
        .containsExactly(new KeyRule.ClientAddress());
  }

  @Test
  void theRequestOfHealthChecksCanBeChanged() {
    MultiValueMap<String, String> form = form();
    form.set("health.method", "HEAD");
    form.set("health.host", "shop.example");
    form.set("health.port", "8081");
    form.set("health.statuses", "204, 301");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains(
            "changed the health checks of knobs",
            "&quot;method&quot;:&quot;HEAD&quot;",
            "&quot;host&quot;:&quot;shop.example&quot;",
            "&quot;port&quot;:8081",
            "&quot;statuses&quot;:&quot;204, 301&quot;");
    form.set("health.statuses", "2xx");
    assertThat(settings(form)).hasStatus(422).bodyText().contains("such as 200-299,301,401");
  }

  @Test
  void aHostThatNoRequestHasIsRefusedWithWhatToWrite() {
    MultiValueMap<String, String> form = form();
    form.set("listen.hosts", "shop.example\nä.example");
    assertThat(settings(form))
        .hasStatus(422)
        .bodyText()
        .contains("Write &#39;xn--4ca.example&#39;", "ä.example");
    form.set("listen.hosts", "http://x:8080/");
    assertThat(settings(form)).hasStatus(422).bodyText().contains("Write &#39;x&#39;; the port");
    form.set("listen.hosts", "shop.example\nxn--4ca.example");
    form.set("health.host", "a:99999");
    assertThat(settings(form)).hasStatus(422).bodyText().contains(":port (1 to 65535)");
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
        new Change.UpdateServer("knobs", "a", null, null, null, 2.0, null, null), SYSTEM, null);
    form.set("drainMillis", "1234");
    assertThat(settings(form))
        .hasStatus(412)
        .bodyText()
        .contains("read it again", "value=\"1234\"");
  }

  @Test
  void tlsToServersIsASettingWhoseNameMayBeEmpty() {
    MultiValueMap<String, String> form = form();
    form.set("serverTls.enabled", "true");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains("changed the TLS to servers of knobs", "&quot;enabled&quot;:true");
    form.set("serverTls.name", "https://shop");
    assertThat(settings(form)).hasStatus(422).bodyText().contains("no host name");
    assertThat(mvc.get().uri("/clusters/knobs/settings"))
        .bodyText()
        .containsPattern("<input (?![^>]*required)[^>]*name=\"serverTls.name\"");
  }

  @Test
  void tlsOnItsOwnPortIsASetting() {
    MultiValueMap<String, String> form = form();
    form.set("listen.port", "8443");
    form.set("listen.tls", "true");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains(
            "changed the TLS of its port and listening of knobs",
            "&quot;listen&quot;:{&quot;port&quot;:8443,&quot;tls&quot;:true}");
    form.set("listen.port", "0");
    assertThat(settings(form)).hasStatus(422).bodyText().contains("a port of its own");
  }

  @Test
  void thePatienceWithReplicasIsASetting() {
    MultiValueMap<String, String> form = form();
    form.set("replicaPolicy.startMillis", "120000");
    form.set("replicaPolicy.unhealthyMillis", "0");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains("changed the replica timeouts of knobs");
    form.set("replicaPolicy.startMillis", "999");
    assertThat(settings(form))
        .hasStatus(422)
        .bodyText()
        .contains("The start timeout of replicas in ms is 999");
  }

  @Test
  void whatServersAreToldIsASetting() {
    MultiValueMap<String, String> form = form();
    form.set("relay.proxyProtocol", "V2");
    form.remove("relay.webSockets");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains("changed the PROXY protocol and WebSockets of knobs");
    form.set("relay.proxyProtocol", "OFF");
    form.set("relay.webSockets", "true");
    form.remove("relay.abortOnHalfClose");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains("changed the half-close handling of knobs");
    form.set("relay.proxyProtocol", "V2");
    assertThat(settings(form)).hasStatusOk();
    assertThat(mvc.get().uri("/clusters/knobs/settings"))
        .bodyText()
        .contains(">version 2</option>");
  }

  @Test
  void aClusterIsRenamedOnItsSettingsPage() {
    MultiValueMap<String, String> form = form();
    form.set("name", "efforts");
    assertThat(settings(form))
        .hasStatusOk()
        .bodyText()
        .contains("renamed cluster knobs to efforts", "&quot;name&quot;:&quot;efforts&quot;");
    assertThat(
            mvc.post()
                .uri("/clusters/knobs/changes")
                .with(csrf())
                .param(
                    "change", "{\"type\":\"update-cluster\",\"settings\":{},\"name\":\"efforts\"}")
                .param("revision", Long.toString(clusters.details("knobs").revision())))
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
}
