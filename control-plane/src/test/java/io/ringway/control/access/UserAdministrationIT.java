package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The life of users over REST and on the page Access. */
class UserAdministrationIT extends RunningControlPlane {

  private static final String NEW_PASSWORD = "another long password";

  @Autowired UserStore userStore;
  @Autowired UserAdministration userAdministration;
  @Autowired Audit audit;
  @Autowired PublicAddress address;
  @Autowired JdbcClient jdbc;
  @Autowired JsonMapper json;

  @AfterEach
  void onlyTheAdministratorStays() {
    jdbc.sql("delete from users where name <> 'admin'").update();
  }

  @Test
  void an_invited_person_sets_a_password_with_the_link_once() {
    var answer = rest("POST", "/api/v1/users", "{\"name\":\"Ada\",\"role\":\"VIEWER\"}");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(header(answer, "Location")).endsWith("/api/v1/users/ada");
    assertThat(json.readTree(answer.body()).at("/user/state").asString()).isEqualTo("INVITED");
    assertThat(logIn(browser(), "ada", "").headers().firstValue("Location").orElse(""))
        .endsWith("/login?wrong");
    var link = json.readTree(answer.body()).get("link").asString();
    var path = link.substring(link.indexOf("/password"));

    var ada = browser();
    assertThat(setPassword(ada, path, "short").body()).contains("at least 12");
    assertThat(header(setPassword(ada, path, NEW_PASSWORD), "Location")).endsWith("/");
    assertThat(send(ada, request("/account").GET()).body()).contains("viewer");
    assertThat(send(ada, request("/access").GET()).statusCode()).isEqualTo(403);
    assertThat(userStore.find("ada").orElseThrow().state()).isEqualTo(User.State.ACTIVE);
    assertThat(userStore.find("ada").orElseThrow().lastLoginAt()).isNotNull();

    assertThat(send(browser(), request(path).GET()).statusCode()).isEqualTo(403);
    assertThat(logsIn("ada", NEW_PASSWORD)).isTrue();
    assertThat(audited())
        .contains("user.invited ada as viewer.", "user.password By the one-time link.");
  }

  @Test
  void a_link_that_is_too_old_or_replaced_opens_nothing() {
    userAdministration.invite("ada", Role.VIEWER, Actor.system("test"));
    var old = new PasswordLinks(jdbc, () -> Instant.now().minus(Duration.ofDays(4)), address);
    var expired = path(old.create("ada"));
    assertThat(send(browser(), request(expired).GET()).statusCode()).isEqualTo(403);
    var first = path(userAdministration.createLink("ada", Actor.system("test")));
    assertThat(send(browser(), request(first).GET()).statusCode()).isEqualTo(200);
    userAdministration.createLink("ada", Actor.system("test"));
    assertThat(send(browser(), request(first).GET()).statusCode()).isEqualTo(403);
  }

  @Test
  void a_new_role_counts_from_the_next_request_of_an_open_session_on() {
    var ada = person("ada", Role.VIEWER);
    assertThat(send(ada, request("/access").GET()).statusCode()).isEqualTo(403);
    assertThat(patch("ada", "{\"role\":\"ADMIN\"}").statusCode()).isEqualTo(200);
    assertThat(send(ada, request("/access").GET()).statusCode()).isEqualTo(200);
    assertThat(patch("ada", "{\"role\":\"OPERATOR\"}").statusCode()).isEqualTo(200);
    assertThat(send(ada, request("/access").GET()).statusCode()).isEqualTo(403);
    assertThat(send(ada, request("/api/v1/users").GET()).statusCode()).isEqualTo(403);
    var page = send(ada, request("/balancers").GET()).body();
    assertThat(page).contains("Only an administrator can create the command");
    var token = Map.of("name", "mine", "port", "1", "adminPort", "2", "_csrf", csrf(page));
    assertThat(send(ada, form("/balancers/tokens", token)).statusCode()).isEqualTo(403);
    assertThat(audited()).contains("user.role ada: operator, before admin.");
  }

  @Test
  @Timeout(60)
  void disabling_ends_session_stream_and_login_at_once_and_enabling_revives_no_session()
      throws IOException, InterruptedException {
    var ada = person("ada", Role.OPERATOR);
    var stream = stream(ada);
    assertThat(patch("ada", "{\"disabled\":true}").statusCode()).isEqualTo(200);
    // Returns because the server ends the stream, long before its timeout of half an hour.
    stream.readAllBytes();
    assertThat(header(send(ada, request("/account").GET()), "Location")).endsWith("/login");
    assertThat(logsIn("ada", NEW_PASSWORD)).isFalse();
    assertThat(rest("POST", "/api/v1/users/ada/link", "").statusCode()).isEqualTo(409);
    assertThat(patch("ada", "{\"disabled\":false}").statusCode()).isEqualTo(200);
    assertThat(header(send(ada, request("/account").GET()), "Location")).endsWith("/login");
    assertThat(logsIn("ada", NEW_PASSWORD)).isTrue();
  }

  @Test
  @Timeout(60)
  void a_removed_person_is_out_at_once_also_when_the_name_is_given_again()
      throws IOException, InterruptedException {
    var ada = person("ada", Role.ADMIN);
    var stream = stream(ada);
    var token = tokens.create("hers", Role.VIEWER, null, new Actor("ada", Actor.Kind.USER));
    var admin = admin();
    var page = send(admin, request("/access/people/ada/remove").GET()).body();
    assertThat(page).contains(token.token().prefix());
    send(admin, form("/access/people/ada/remove", Map.of("tokens", "true", "_csrf", csrf(page))));
    stream.readAllBytes();
    assertThat(userStore.find("ada")).isEmpty();
    assertThat(tokens.find(token.secret())).isEmpty();
    assertThat(header(send(ada, request("/access").GET()), "Location")).endsWith("/login");
    var again = person("ada", Role.ADMIN);
    assertThat(send(again, request("/access").GET()).statusCode()).isEqualTo(200);
    assertThat(header(send(ada, request("/access").GET()), "Location")).endsWith("/login");
    assertThat(audited()).contains("user.removed ada, admin.");
  }

  @Test
  void tokens_of_a_removed_person_stay_unless_asked_otherwise() {
    person("ada", Role.ADMIN);
    var token = tokens.create("hers too", Role.VIEWER, null, new Actor("ada", Actor.Kind.USER));
    assertThat(rest("DELETE", "/api/v1/users/ada", "").statusCode()).isEqualTo(204);
    assertThat(tokens.find(token.secret())).isPresent();
    person("ada", Role.ADMIN);
    assertThat(rest("DELETE", "/api/v1/users/ada?revokeTokens=true", "").statusCode())
        .isEqualTo(204);
    assertThat(tokens.find(token.secret())).isEmpty();
  }

  @Test
  void the_last_administrator_who_can_log_in_stays_one() {
    userAdministration.invite("ada", Role.ADMIN, Actor.system("test"));
    for (var answer :
        List.of(
            patch("admin", "{\"role\":\"VIEWER\"}"),
            patch("admin", "{\"disabled\":true}"),
            rest("DELETE", "/api/v1/users/admin", ""))) {
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains("only administrator who can log in");
    }
    assertThat(logsIn("admin", PASSWORD)).isTrue();
    assertThat(send(admin(), request("/access").GET()).statusCode()).isEqualTo(200);
  }

  @Test
  void two_administrators_cannot_demote_each_other_at_the_same_moment() throws Exception {
    person("ada", Role.ADMIN);
    for (int round = 0; round < 10; round++) {
      var start = new CyclicBarrier(2);
      try (var both = Executors.newFixedThreadPool(2)) {
        both.invokeAll(List.of(demotion("ada", start), demotion("admin", start)));
      }
      assertThat(userStore.all().stream().filter(user -> user.role() == Role.ADMIN)).hasSize(1);
      jdbc.sql("update memberships set role = 'ADMIN'").update();
    }
  }

  private Callable<Boolean> demotion(String name, CyclicBarrier start) {
    return () -> {
      start.await();
      userAdministration.changeRole(name, Role.VIEWER, Actor.system("test"));
      return true;
    };
  }

  @Test
  void nobody_takes_the_own_account_away() {
    person("ada", Role.ADMIN);
    var admin = admin();
    var page = send(admin, request("/access").GET()).body();
    assertThat(page).doesNotContain("/access/people/admin/disable").contains("/account");
    for (var change : List.of("/access/people/admin/disable", "/access/people/admin/remove")) {
      send(admin, form(change, Map.of("_csrf", csrf(page))));
      page = send(admin, request("/access").GET()).body();
      assertThat(page).contains("ask another administrator");
    }
    send(admin, form("/access/people/admin/role", Map.of("role", "VIEWER", "_csrf", csrf(page))));
    assertThat(userStore.find("admin").orElseThrow().role()).isEqualTo(Role.ADMIN);
    assertThat(userStore.find("admin").orElseThrow().state()).isEqualTo(User.State.ACTIVE);
  }

  @Test
  void the_page_invites_shows_the_link_once_and_says_what_is_wrong() {
    var admin = admin();
    var csrf = csrf(send(admin, request("/access").GET()).body());
    send(admin, form("/access/people", Map.of("name", "bob", "role", "OPERATOR", "_csrf", csrf)));
    var shown = send(admin, request("/access").GET()).body();
    var link = shown.replaceAll("(?s).*<code id=\"invitation\">([^<]+)</code>.*", "$1");
    assertThat(send(browser(), request(link.substring(link.indexOf("/password"))).GET()).body())
        .contains("bob");
    assertThat(send(admin, request("/access").GET()).body()).doesNotContain("id=\"invitation\"");
    send(admin, form("/access/people", Map.of("name", "bob", "role", "VIEWER", "_csrf", csrf)));
    assertThat(send(admin, request("/access").GET()).body()).contains("bob is there already");
    send(admin, form("/access/people", Map.of("name", "b ob", "role", "VIEWER", "_csrf", csrf)));
    assertThat(send(admin, request("/access").GET()).body()).contains("A name has 1 to 64");
    assertThat(userStore.find("bob").orElseThrow().role()).isEqualTo(Role.OPERATOR);
  }

  @Test
  void a_way_back_in_ends_the_sessions_of_the_lost_password_once_it_is_used() {
    var lost = person("ada", Role.VIEWER);
    var path = path(userAdministration.createLink("ada", Actor.system("test")));
    assertThat(send(lost, request("/account").GET()).statusCode()).isEqualTo(200);
    setPassword(browser(), path, "a third long password");
    assertThat(header(send(lost, request("/account").GET()), "Location")).endsWith("/login");
    assertThat(logsIn("ada", NEW_PASSWORD)).isFalse();
    assertThat(logsIn("ada", "a third long password")).isTrue();
  }

  @Test
  void everybody_changes_the_own_password_and_only_this_session_goes_on() {
    var here = person("ada", Role.VIEWER);
    var elsewhere = browser();
    logIn(elsewhere, "ada", NEW_PASSWORD);
    var wrong = ownPassword(here, "not the password", "a third long password");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("is another one");
    assertThat(ownPassword(here, NEW_PASSWORD, "short").body()).contains("at least 12");
    assertThat(ownPassword(here, NEW_PASSWORD, "a third long password").statusCode())
        .isEqualTo(302);
    assertThat(send(here, request("/account").GET()).body()).contains("new password is in force");
    assertThat(header(send(elsewhere, request("/account").GET()), "Location")).endsWith("/login");
    assertThat(logsIn("ada", "a third long password")).isTrue();
  }

  @Test
  void what_makes_no_sense_is_refused_with_a_sentence() {
    assertThat(rest("POST", "/api/v1/users", "{\"name\":\"admin\",\"role\":\"VIEWER\"}").body())
        .contains("admin is there already");
    assertThat(rest("POST", "/api/v1/users", "{\"name\":\"a b\",\"role\":\"VIEWER\"}").statusCode())
        .isEqualTo(422);
    assertThat(rest("POST", "/api/v1/users", "{\"name\":\"a\",\"role\":\"KING\"}").statusCode())
        .isEqualTo(400);
    assertThat(patch("admin", "{}").body()).contains("Nothing to change");
    assertThat(patch("nobody", "{\"disabled\":true}").statusCode()).isEqualTo(404);
    assertThat(rest("DELETE", "/api/v1/users/nobody", "").body()).contains("Nobody is called");
    assertThat(send(browser(), as(Role.VIEWER, "/v3/api-docs")).body())
        .contains("/api/v1/users/{name}/link");
  }

  /** Creates a user with this role and logs in. */
  private HttpClient person(String name, Role role) {
    var browser = browser();
    var path = path(userAdministration.invite(name, role, Actor.system("test")));
    setPassword(browser, path, NEW_PASSWORD);
    return browser;
  }

  private HttpResponse<String> setPassword(HttpClient browser, String path, String password) {
    var page = send(browser, request(path).GET()).body();
    return send(
        browser,
        form(
            "/password",
            Map.of(
                "token",
                path.substring(path.indexOf('=') + 1),
                "password",
                password,
                "repeated",
                password,
                "_csrf",
                csrf(page))));
  }

  private HttpResponse<String> ownPassword(HttpClient browser, String current, String password) {
    var page = send(browser, request("/account").GET()).body();
    return send(
        browser,
        form(
            "/account/password",
            Map.of(
                "current", current,
                "password", password,
                "repeated", password,
                "_csrf", csrf(page))));
  }

  private InputStream stream(HttpClient browser) throws IOException, InterruptedException {
    var answer =
        browser.send(
            request("/stream").header("Accept", "text/event-stream").GET().build(),
            BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private boolean logsIn(String name, String password) {
    return header(logIn(browser(), name, password), "Location").endsWith("/");
  }

  private HttpResponse<String> patch(String name, String body) {
    return rest("PATCH", "/api/v1/users/" + name, body);
  }

  private HttpResponse<String> rest(String method, String path, String body) {
    return send(
        browser(),
        as(Role.ADMIN, path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private List<String> audited() {
    return audit.newest(Long.MAX_VALUE, 100).stream()
        .map(event -> event.kind() + " " + event.detail())
        .toList();
  }

  private static String path(PasswordLinks.Link link) {
    return link.url().substring(link.url().indexOf("/password"));
  }
}
