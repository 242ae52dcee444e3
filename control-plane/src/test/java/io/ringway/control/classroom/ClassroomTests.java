package io.ringway.control.classroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.protocol.ClusterSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    // curl -d sends no JSON content type.
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"n":1.5}                        | n must be a whole number from 1 to 100, not 1.5
          {"n":2.0}                        | n must be a whole number from 1 to 100, not 2.0
          {"n":-1}                         | n must be a whole number from 1 to 100, not -1
          {"n":-1,"hostnames":["a"]}       | n must be a whole number from 1 to 100, not -1
          {"n":0}                          | n must be a whole number from 1 to 100, not 0
          {"n":101}                        | n must be a whole number from 1 to 100, not 101
          {"n":99999999999999999999}       | n must be a whole number from 1 to 100, not 99999999999999999999
          {"n":1e3}                        | n must be a whole number from 1 to 100, not 1000.0
          {"n":"2"}                        | n must be a whole number from 1 to 100, not "2"
          {"n":null}                       | n must be a whole number from 1 to 100, not null
          {"n":true}                       | n must be a whole number from 1 to 100, not true
          {"n":[1]}                        | n must be a whole number from 1 to 100, not [1]
          {"hostnames":["a"]}              | Send {"n": 2, "hostnames": ["a"]}
          {"n":1,"m":1}                    | There is no field 'm' here: Send {"n": 2, "hostnames": ["a"]}
          {"n":1,"hostnames":"a"}          | hostnames must be a list of names: ["a", "b"]
          {"n":1,"hostnames":[null]}       | hostnames must be a list of names, not null
          {"n":1,"hostnames":[7]}          | hostnames must be a list of names, not 7
          {"n":2,"hostnames":["a","a"]}    | hostnames has 'a' twice: give each replica once
          """)
  void aBodyThatCannotBeMeantIsRefusedWithWhatIsWrongWithIt(String body, String says) {
    for (HttpMethod method : java.util.List.of(HttpMethod.POST, HttpMethod.DELETE)) {
      assertThat(call(method, method.equals(HttpMethod.POST) ? "/add" : "/rm", body))
          .hasStatus(400)
          .bodyJson()
          .extractingPath("$.message")
          .isEqualTo("<Error> " + says);
    }
    assertThat(clusters.details("sample").plan().desired()).isEqualTo(3);
  }

  /** A count that is not a whole number is refused in every REST body. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          :scale   | {"desired":2.5}                                            | 400 | whole number
          :scale   | {"desired":"2"}                                            | 400 | whole number
          :scale   | {"desired":true}                                           | 400 | whole number
          :scale   | {"desired":null}                                           | 400 | 'desired'
          :scale   | {"desired":99999999999}                                    | 400 | desired
          :scale   | {"desired":-1}                                             | 422 | 0 to 100
          :scale   | {"desired":1e99}                                           | 400 | desired
          :preview | {"type":"scale","desired":2.5}                             | 400 | 'desired'
          :preview | {"type":"scale","desired":99999999999}                     | 400 | 'desired'
          :preview | {"type":"add-replicas","count":1.5}                        | 400 | 'count'
          :preview | {"type":"add-replicas","count":"1"}                        | 400 | 'count'
          :preview | {"type":"add-replicas","count":0}                          | 422 | at least one
          :preview | {"type":"add-replicas","count":1,"names":[null]}           | 400 | names
          :preview | {"type":"add-replicas","count":1,"names":[5]}              | 400 | names
          :preview | {"type":"add-replicas","count":2,"names":["a","a"]}        | 422 | given twice
          :preview | {"type":"add-replicas","count":1,"names":["a","b"]}        | 422 | more names
          :preview | {"type":"remove-replicas","count":2,"names":["server-1","server-1"]} | 422 | given twice
          :preview | {"type":"remove-replicas","count":1.5}                     | 400 | 'count'
          """)
  void noCountIsMadeOfAnythingElse(String path, String body, int status, String says) {
    assertThat(
            mvc.post()
                .uri("/api/v1/clusters/sample" + path)
                .with(csrf())
                .contentType("application/json")
                .content(body)
                .exchange())
        .hasStatus(status)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains(says);
    assertThat(clusters.details("sample").plan().desired()).isEqualTo(3);
  }
}
