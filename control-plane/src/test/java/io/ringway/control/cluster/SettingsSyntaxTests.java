package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.protocol.CheckMethod;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.Listen;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Hosts and paths that could never match are refused over REST. */
@WithControlPlane
class SettingsSyntaxTests {

  private static final String HOSTS = "/api/v1/clusters/hosts";

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;

  @BeforeEach
  void aCluster() {
    ThreeServers.anew(clusters, "hosts");
  }

  @ParameterizedTest
  @CsvSource({
    "a b, without scheme",
    "'a.example,b.example', several hosts each on its own",
    "*.example.com, There are no patterns",
    "http://x, Write 'x'",
    "x:8080, Write 'x'; the port that a cluster listens on is listen.port",
    "ä.example, 'xn--4ca.example'",
  })
  void aHostThatNoRequestHasIsRefusedWithWhatToWrite(String host, String says) {
    String listen = "\"listen\":{\"port\":0,\"hosts\":[\"ok.example\",\"" + host + "\"]}";
    String stack = "{\"type\":\"update-cluster\",\"settings\":{" + listen + "}}";
    for (MvcTestResult result :
        List.of(
            call(HttpMethod.POST, "/api/v1/clusters", "{\"name\":\"other\"," + listen + "}"),
            call(HttpMethod.PATCH, HOSTS, "{" + listen + "}"),
            call(HttpMethod.PATCH, HOSTS + "?dryRun=true", "{" + listen + "}"),
            call(HttpMethod.POST, HOSTS + ":preview", stack))) {
      assertThat(result).hasStatus(422).bodyText().contains("'" + host + "'", "listen.hosts", says);
    }
  }

  @ParameterizedTest
  @CsvSource({"/a?x=1", "/a#b", "/a?"})
  void aPathPrefixThatNoRequestHasIsRefusedWithWhatToWrite(String prefix) {
    String listen = "\"listen\":{\"port\":0,\"pathPrefix\":\"" + prefix + "\"}";
    String stack = "{\"type\":\"update-cluster\",\"settings\":{" + listen + "}}";
    for (MvcTestResult result :
        List.of(
            call(HttpMethod.POST, "/api/v1/clusters", "{\"name\":\"other\"," + listen + "}"),
            call(HttpMethod.PATCH, HOSTS, "{" + listen + "}"),
            call(HttpMethod.POST, HOSTS + ":preview", stack))) {
      assertThat(result)
          .hasStatus(422)
          .bodyText()
          .contains("'" + prefix + "'", "listen.pathPrefix", "Write '/a'");
    }
  }

  @ParameterizedTest
  @CsvSource({"a:99999", "a:0", "[:::]"})
  void aHostOfHealthChecksHasAPortThatThereIs(String host) {
    String health = "{\"health\":{\"host\":\"" + host + "\"}}";
    for (String query : List.of("", "?dryRun=true")) {
      assertThat(call(HttpMethod.PATCH, HOSTS + query, health))
          .hasStatus(422)
          .bodyText()
          .contains("'" + host + "'", "health.host", ":port (1 to 65535)");
    }
  }

  @Test
  void aHostThatRequestsHaveIsTaken() {
    assertThat(
            call(
                HttpMethod.PATCH,
                HOSTS,
                "{\"listen\":{\"hosts\":[\"Shop.example.\",\"[fd12::7]\"]},"
                    + "\"health\":{\"host\":\"[fd12::7]:8080\"}}"))
        .hasStatusOk();
  }

  @Test
  void whatWasStoredByAnEarlierVersionIsNoReasonToRefuseAnotherChange() {
    HealthPolicy looser = HealthPolicy.DEFAULT.withRequest(CheckMethod.GET, "a:99999", 0, "200");
    ClusterSettings stored =
        ClusterSettings.DEFAULT.with(it -> {
          it.listen = new Listen(0, List.of("x:8080"), "/");
          it.health = looser;
        });
    assertThatCode(() -> SettingsSyntax.check(stored, stored.with(it -> it.drainMillis = 1)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() ->
            SettingsSyntax.check(
                stored, stored.with(it -> it.listen = new Listen(0, List.of("x:8081"), "/"))))
        .hasMessageContaining("Write 'x'");
  }

  private MvcTestResult call(HttpMethod method, String uri, String body) {
    return mvc.method(method)
        .uri(uri)
        .with(csrf())
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }
}
