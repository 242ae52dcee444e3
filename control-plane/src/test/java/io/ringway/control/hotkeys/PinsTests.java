package io.ringway.control.hotkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import io.ringway.control.publish.Revisions;
import io.ringway.protocol.Pin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Pinned keys, and the visibility of keys. */
class PinsTests extends HotCluster {

  @Test
  void aKeyIsPinnedByItsHashThenSpreadThenGivenBack() throws Exception {
    asked(42);
    assertThat(get(PAGE + "/" + HASH)).contains("Busiest server after", "Pin here", "Spread");
    assertThat(call(HttpMethod.PUT, API + "/pins/" + HASH + "?dryRun=true", "{\"server\":\"b\"}"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.changed")
        .isEqualTo(true);
    assertThat(steering().pins()).isEmpty();
    assertThat(call(HttpMethod.PUT, API + "/pins/" + HASH, "{\"server\":\"b\"}")).hasStatusOk();
    assertThat(steering().pins()).containsExactly(new Pin.To(HASH, "", "b"));
    assertThat(lastSentence()).contains(HASH).contains("to b in hot");
    assertThat(get(API + "/hot-keys")).contains("\"servers\":[{\"id\":\"b\",\"name\":\"b\"}]");
    assertThat(get(PAGE)).contains("Pinned", "to b");
    assertThat(call(HttpMethod.PUT, API + "/pins/" + HASH, "{\"spread\":2}")).hasStatusOk();
    assertThat(steering().pins()).containsExactly(new Pin.Spread(HASH, "", 2));
    assertThat(mvc.get().uri(API + "/hot-keys").exchange())
        .bodyJson()
        .extractingPath("$.keys[0].servers.length()")
        .isEqualTo(2);
    assertThat(get(PAGE + "/" + HASH)).contains(">current<", "Remove the pin");
    assertThat(call(HttpMethod.DELETE, API + "/pins/" + HASH, "")).hasStatusOk();
    assertThat(steering().pins()).isEmpty();
    assertThat(call(HttpMethod.DELETE, API + "/pins/" + HASH, "")).hasStatus(409);
  }

  @Test
  void aKeyThatIsNotToBeShownReachesNoLogAndNoAnswer() throws Exception {
    assertThat(call(HttpMethod.POST, API + "/pins", "{\"key\":\"secret-token\",\"server\":\"a\"}"))
        .hasStatusOk();
    assertThat(call(HttpMethod.POST, API + "/pins", "{\"key\":\"secret-token\",\"spread\":2}"))
        .hasStatusOk();
    assertThat(steering().pins())
        .containsExactly(new Pin.Spread(Pin.fingerprint("secret-token"), "", 2));
    assertThat(get(PAGE + "/pin?key=secret-other&to=server:a"))
        .contains(Pin.fingerprint("secret-other"), "Nothing has changed yet")
        .doesNotContain("secret-other");
    long head = revisions.head(Revisions.DEFAULT_WORKSPACE).revision();
    for (String page :
        List.of(
            API,
            API + "/pins",
            PAGE,
            "/clusters/hot",
            "/history",
            "/history/" + head,
            "/api/v1/revisions/" + head,
            "/api/v1/revisions/" + (head - 1),
            "/api/v1/revisions/" + head + "/diff")) {
      assertThat(get(page)).as(page).doesNotContain("secret");
    }
    assertThat(call(HttpMethod.DELETE, API + "/pins?key=secret-token", "")).hasStatusOk();
    assertThat(lastSentence()).doesNotContain("secret");
    assertThat(steering().pins()).isEmpty();
  }

  @Test
  void whereKeysAreShownTheLogNamesThem() {
    show(true);
    assertThat(call(HttpMethod.POST, API + "/pins", "{\"key\":\"user\\n42\",\"server\":\"a\"}"))
        .hasStatusOk();
    assertThat(steering().pins()).containsExactly(Pin.To.of("user\n42", "a"));
    assertThat(lastSentence()).contains("'user?42' to a");
    show(false);
    assertThat(steering().pins()).containsExactly(new Pin.To(Pin.fingerprint("user\n42"), "", "a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PUT    | /pins/xyz              | {\"server\":\"a\"}                | 422 | 16 hexadecimal",
        "PUT    | /pins/00000000000000ff | {\"server\":\"z\"}                | 404 | no server 'z'",
        "PUT    | /pins/00000000000000ff | {\"spread\":1}                    | 422 | 2 to 100",
        "PUT    | /pins/00000000000000ff | {}                                | 422 | 'server'",
        "PUT    | /pins/00000000000000ff | {\"server\":\"a\",\"spread\":2}   | 422 | either",
        "PUT    | /pins/00000000000000ff | {\"key\":\"a\",\"server\":\"a\"}  | 422 | leave one",
        "PUT    | /pins/00000000000000ff | {\"sever\":\"a\"}                 | 400 | sever",
        "POST   | /pins                  | {\"server\":\"a\"}                | 422 | 'key'",
        "DELETE | /pins/00000000000000ff | {}                                | 409 | not pinned",
        "GET    | /hot-keys?limit=0      | {}                                | 400 | limit=1",
        "GET    | /hot-keys?limit=257    | {}                                | 400 | limit=256",
      })
  void aBadInputGetsOneClearMessage(
      String method, String path, String body, int status, String says) throws Exception {
    MvcTestResult result = call(HttpMethod.valueOf(method), API + path, body);
    assertThat(result).hasStatus(status);
    String detail =
        com.jayway.jsonpath.JsonPath.read(result.getResponse().getContentAsString(), "$.detail");
    assertThat(detail).contains(says);
  }

  @Test
  void viewersReadAndDoNotPin() {
    var viewer = user("vera").roles("VIEWER");
    assertThat(mvc.get().uri(API + "/hot-keys").with(viewer).exchange()).hasStatusOk();
    assertThat(mvc.get().uri(PAGE).with(viewer).exchange()).hasStatusOk();
    assertThat(
            mvc.put()
                .uri(API + "/pins/" + HASH)
                .with(viewer)
                .with(csrf())
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"server\":\"a\"}")
                .exchange())
        .hasStatus(403);
  }
}
