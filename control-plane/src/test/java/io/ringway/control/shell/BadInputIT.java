package io.ringway.control.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.access.Role;
import io.ringway.control.access.RunningControlPlane;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of a running control plane to every kind of bad request. */
class BadInputIT extends RunningControlPlane {

  private static final String JSON = "application/json";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST   | /api/v1/tokens      | application/json | {"name":             | 400 | not JSON: look at line 1
          POST   | /api/v1/tokens      | application/json | {"name":"a","rle":1} | 400 | field \\"rle\\" is not known
          POST   | /api/v1/tokens      | application/json | {"name":"a","role":"KING"} | 400 | one of VIEWER, OPERATOR, ADMIN
          POST   | /api/v1/tokens      | application/json | {"name":"a","role":"VIEWER","expiresInDays":"soon"} | 400 | expiresInDays
          POST   | /api/v1/tokens      | application/json | []                   | 400 | must be an object
          POST   | /api/v1/tokens      | application/json | ``                   | 400 | needs a body
          POST   | /api/v1/tokens      | application/json | {"name":"","role":"VIEWER"} | 422 | name has 1 to 64 printable
          POST   | /api/v1/tokens      | application/json | {"name":"a","role":"VIEWER","expiresInDays":0} | 422 | expiresInDays
          POST   | /api/v1/tokens      | text/plain       | hello                | 415 | Content-Type: application/json
          PUT    | /api/v1/tokens      | application/json | {}                   | 405 | use
          DELETE | /api/v1/tokens/seven | application/json | ``                  | 400 | an id such as
          GET    | /api/v1/audit?limit=0 | application/json | ``                 | 422 | limit
          GET    | /api/v1/audit?limit=x | application/json | ``                 | 400 | a whole number
          GET    | /api/v1/nothing     | application/json | ``                   | 404 | check the path
          """)
  void is_answered_with_a_sentence(
      String method, String path, String type, String body, int status, String says) {
    var answer =
        send(
            browser(),
            as(Role.ADMIN, path)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body)));
    assertThat(answer.body()).contains(says).doesNotContain("Exception", "\tat ");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body()).contains(header(answer, "X-Request-Id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/yaml",
        "application/x-yaml",
        "application/xml",
        "text/xml",
        "application/cbor",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/octet-stream",
        "application/x-jackson-smile",
        ""
      })
  void a_body_of_another_media_type_is_refused_everywhere(String type) {
    for (var target :
        new String[][] {
          {"POST", "/api/v1/tokens"},
          {"POST", "/api/v1/users"},
          {"PATCH", "/api/v1/users/admin"},
          {"POST", "/api/v1/balancers/tokens"},
          {"POST", "/api/v1/clusters"},
          {"PUT", "/api/v1/clusters/any"},
          {"PATCH", "/api/v1/clusters/any"},
          {"POST", "/api/v1/clusters/any:preview"},
          {"POST", "/api/v1/clusters/any:apply"},
          {"POST", "/api/v1/clusters/any/servers"},
          {"PATCH", "/api/v1/clusters/any/servers/a"},
          {"PUT", "/api/v1/clusters/any/pins/0123456789abcdef"},
        }) {
      var request = as(Role.ADMIN, target[1]);
      if (!type.isEmpty()) {
        request.header("Content-Type", type);
      }
      var answer =
          send(browser(), request.method(target[0], BodyPublishers.ofString("{\"n\": 1}")));
      assertThat(answer.statusCode()).as(target[0] + " " + target[1]).isEqualTo(415);
      assertThat(answer.body()).contains("Content-Type: application/json");
      assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    }
  }

  @Test
  void an_answer_in_yaml_is_not_to_be_had() {
    var answer =
        send(browser(), as(Role.ADMIN, "/api/v1/clusters").header("Accept", "application/yaml"));
    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(answer.body()).contains("application/json");
  }

  @Test
  void a_body_over_one_mebibyte_is_refused_with_and_without_a_declared_length() {
    var large = new byte[(1 << 20) + 1];
    java.util.Arrays.fill(large, (byte) ' ');
    for (HttpRequest.BodyPublisher body :
        new HttpRequest.BodyPublisher[] {
          BodyPublishers.ofByteArray(large),
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))
        }) {
      var answer =
          send(browser(), as(Role.ADMIN, "/api/v1/tokens").header("Content-Type", JSON).POST(body));
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("1 MiB");
    }
  }

  @Test
  void a_clients_request_id_is_kept_when_it_is_harmless() {
    var kept = send(browser(), request("/login").header("X-Request-Id", "abc-1"));
    assertThat(header(kept, "X-Request-Id")).isEqualTo("abc-1");
    var replaced = send(browser(), request("/login").header("X-Request-Id", "a b;<script>"));
    assertThat(header(replaced, "X-Request-Id")).doesNotContain("script");
  }

  @Test
  void a_person_gets_a_page() {
    var answer = send(admin(), request("/no-such-page"));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "Content-Type")).startsWith("text/html");
    assertThat(answer.body()).contains("Go to the overview").doesNotContain("Whitelabel");
  }
}
