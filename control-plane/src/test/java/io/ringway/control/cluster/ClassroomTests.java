package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.protocol.ClusterSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WithControlPlane
class ClassroomTests {

  private static final Actor AUTHOR = Actor.system("test");

  @Autowired MockMvcTester mvc;
  @Autowired Clusters clusters;

  @BeforeEach
  void aFreshSample() {
    for (ClusterDetails details : clusters.all()) {
      clusters.apply(new Change.DeleteCluster(details.config().name(), true), AUTHOR, null);
    }
    clusters.apply(
        new Change.CreateCluster(
            "sample", ClusterSettings.DEFAULT, java.util.List.of(), ReplicaPlan.of("process", 3)),
        AUTHOR,
        null);
  }

  private MvcTestResult call(HttpMethod method, String path, String body) {
    // As curl -d sends it: no JSON content type.
    return mvc.method(method).uri(path).with(csrf()).content(body).exchange();
  }

  @Test
  void theReplicasAreListed() {
    assertThat(call(HttpMethod.GET, "/rep", ""))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"message\":{\"N\":3,\"replicas\":[\"server-1\",\"server-2\",\"server-3\"]},"
                + "\"status\":\"successful\"}");
  }

  @Test
  void addedReplicasGetTheGivenNamesAndNamedOnesLeaveFirst() {
    assertThat(call(HttpMethod.POST, "/add", "{\"n\":2,\"hostnames\":[\"a\"]}"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.message.replicas")
        .asArray()
        .containsExactly("server-1", "server-2", "server-3", "a", "server-4");
    assertThat(call(HttpMethod.DELETE, "/rm", "{\"n\":2,\"hostnames\":[\"a\"]}"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.message.N")
        .isEqualTo(3);
    assertThat(clusters.details("sample").plan().names()).hasSize(3).doesNotContain("a");
  }

  @Test
  void moreNamesThanReplicasAreRefusedAsInTheExercise() {
    assertThat(call(HttpMethod.POST, "/add", "{\"n\":1,\"hostnames\":[\"a\",\"b\"]}"))
        .hasStatus(400)
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"message\":\"<Error> Length of hostname list is more than newly added instances\","
                + "\"status\":\"failure\"}");
    assertThat(call(HttpMethod.DELETE, "/rm", "{\"n\":1,\"hostnames\":[\"a\",\"b\"]}"))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.message")
        .isEqualTo("<Error> Length of hostname list is more than removable instances");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"n\":0}",
        "{\"n\":-1}",
        "{\"n\":101}",
        "{\"n\":\"x\"}",
        "{\"n\":1,\"hostnames\":[\"a b\"]}",
        "{\"n\":1,\"hostnames\":[\"server-1\"]}"
      })
  void whatCannotBeAddedIsRefusedAndChangesNothing(String body) {
    assertThat(call(HttpMethod.POST, "/add", body))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.status")
        .isEqualTo("failure");
    assertThat(clusters.details("sample").plan().desired()).isEqualTo(3);
  }
}
