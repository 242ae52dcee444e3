package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class TokensIT extends RunningControlPlane {

  @Autowired JsonMapper json;
  @Autowired JdbcClient jdbc;
  @Autowired LocalTokenFile local;

  @Test
  void each_role_may_do_what_it_is_for_and_no_more() {
    assertThat(get(Role.VIEWER, "/api/v1/clusters")).isEqualTo(200);
    assertThat(create(Role.VIEWER)).isEqualTo(403);
    assertThat(get(Role.OPERATOR, "/api/v1/clusters")).isEqualTo(200);
    // Past the role check: the body is refused.
    assertThat(create(Role.OPERATOR)).isEqualTo(400);
    for (var path : new String[] {"/api/v1/tokens", "/api/v1/users", "/api/v1/audit"}) {
      assertThat(get(Role.OPERATOR, path)).as(path).isEqualTo(403);
      assertThat(get(Role.ADMIN, path)).as(path).isEqualTo(200);
    }
  }

  @Test
  void a_token_made_over_rest_works_until_it_is_revoked_and_is_never_shown_again() {
    var made =
        send(
            browser(),
            as(Role.ADMIN, "/api/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"name\":\"ci\",\"role\":\"ADMIN\",\"expiresInDays\":30}")));
    assertThat(made.statusCode()).isEqualTo(201);
    var answer = json.readTree(made.body());
    var secret = answer.get("secret").asString();
    var id = answer.get("token").get("id").asString();
    var list = send(browser(), request("/api/v1/tokens").header("Authorization", bearer(secret)));
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.body()).contains(id).doesNotContain(secret);
    assertThat(
            jdbc.sql("select hash from api_tokens where id = ?")
                .params(java.util.UUID.fromString(id))
                .query(String.class)
                .single())
        .isEqualTo(SecretGenerator.hash(secret));

    assertThat(send(browser(), as(Role.ADMIN, "/api/v1/tokens/" + id).DELETE()).statusCode())
        .isEqualTo(204);
    var refused =
        send(browser(), request("/api/v1/tokens").header("Authorization", bearer(secret)));
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("unknown, expired or revoked");
    assertThat(header(refused, "WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  void an_expired_a_garbled_and_an_empty_token_are_refused() {
    var expired =
        tokens
            .create("old", Role.ADMIN, Instant.now().minusSeconds(1), Actor.system("test"))
            .secret();
    var good = token(Role.ADMIN);
    for (var secret :
        new String[] {expired, good.substring(0, good.length() - 1) + "!", good + "x", "", "a b"}) {
      var answer =
          send(browser(), request("/api/v1/clusters").header("Authorization", bearer(secret)));
      assertThat(answer.statusCode()).as(secret).isEqualTo(401);
    }
  }

  @Test
  void an_unknown_id_is_named() {
    var answer =
        send(
            browser(),
            as(Role.ADMIN, "/api/v1/tokens/123e4567-e89b-12d3-a456-426614174000").DELETE());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("123e4567");
  }

  @Test
  void the_local_token_is_for_its_owner_only_and_comes_back_when_it_is_lost_or_revoked()
      throws IOException {
    var file = DATA.resolve("api.token");
    var first = Files.readString(file).strip();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(tokens.find(first)).get().extracting(ApiToken::role).isEqualTo(Role.OPERATOR);

    local.afterSingletonsInstantiated();
    assertThat(Files.readString(file).strip()).isEqualTo(first);

    tokens.revoke(tokens.find(first).orElseThrow().id(), Actor.system("test"));
    local.afterSingletonsInstantiated();
    var second = Files.readString(file).strip();
    assertThat(second).isNotEqualTo(first);

    Files.delete(file);
    local.afterSingletonsInstantiated();
    assertThat(tokens.find(Files.readString(file).strip())).isPresent();
    assertThat(tokens.find(second)).as("the lost one").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\r\\nb",
        "a\\u0000",
        "a\\u001bb",
        "a\\u2028b",
        "\\u202egpj",
        " a",
        "a ",
        "",
        " "
      })
  void a_name_that_breaks_a_line_is_refused(String name) {
    for (var path : new String[] {"/api/v1/tokens", "/api/v1/balancers/tokens"}) {
      var role = path.contains("balancers") ? "" : ",\"role\":\"VIEWER\"";
      var answer = post(path, "{\"name\":\"" + name + "\"" + role + "}");
      assertThat(answer.statusCode()).as(path).isEqualTo(422);
      assertThat(answer.body()).contains("1 to 64 printable characters");
    }
  }

  @Test
  void two_tokens_that_work_never_have_one_name() {
    for (var path : new String[] {"/api/v1/tokens", "/api/v1/balancers/tokens"}) {
      var role = path.contains("balancers") ? "" : ",\"role\":\"VIEWER\"";
      var body = "{\"name\":\"Jenkins in Köln\"" + role + "}";
      var first = post(path, body);
      assertThat(first.statusCode()).as(path).isEqualTo(201);
      var second = post(path, body);
      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(second.body()).contains("Jenkins in Köln", "revoke");
      var made = json.readTree(first.body());
      var id =
          (made.has("token") && made.get("token").isObject() ? made.get("token") : made).get("id");
      assertThat(send(browser(), as(Role.ADMIN, path + "/" + id.asString()).DELETE()).statusCode())
          .isEqualTo(204);
      assertThat(post(path, body).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void the_page_says_what_is_wrong_with_a_name() {
    var admin = admin();
    tokens.create("on the page", Role.VIEWER, null, Actor.system("test"));
    var csrf = csrf(send(admin, request("/access").GET()).body());
    var taken = Map.of("name", "on the page", "role", "VIEWER", "_csrf", csrf);
    var refused = send(admin, form("/access/tokens", taken));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("works already: choose another name");
    var broken = Map.of("name", "on\nthe page", "role", "VIEWER", "_csrf", csrf);
    assertThat(send(admin, form("/access/tokens", broken)).body()).contains("printable characters");
  }

  private HttpResponse<String> post(String path, String body) {
    return send(
        browser(),
        as(Role.ADMIN, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private int get(Role role, String path) {
    return send(browser(), as(role, path)).statusCode();
  }

  private int create(Role role) {
    return send(
            browser(),
            as(role, "/api/v1/clusters")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{")))
        .statusCode();
  }

  private static String bearer(String secret) {
    return "Bearer " + secret;
  }
}
