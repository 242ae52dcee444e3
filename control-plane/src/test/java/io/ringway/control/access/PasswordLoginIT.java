package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class PasswordLoginIT extends RunningControlPlane {

  @Autowired Audit audit;

  @Test
  void a_login_gives_a_new_session_with_safe_cookie_flags() {
    var browser = browser();
    var before = header(send(browser, request("/login").GET()), "Set-Cookie");
    var answer = logIn(browser, "admin", PASSWORD);
    var cookie = header(answer, "Set-Cookie");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
    assertThat(cookie.substring(0, cookie.indexOf(';')))
        .isNotEqualTo(before.substring(0, before.indexOf(';')));
    assertThat(send(browser, request("/access").GET()).statusCode()).isEqualTo(200);
  }

  @Test
  void an_unknown_user_and_a_wrong_password_get_the_same_answer_and_both_are_audited() {
    var wrong = logIn(browser(), "admin", "not the password");
    var unknown = logIn(browser(), "nobody\r\nforged", "not the password");
    assertThat(wrong.statusCode()).isEqualTo(unknown.statusCode()).isEqualTo(302);
    assertThat(header(wrong, "Location"))
        .isEqualTo(header(unknown, "Location"))
        .endsWith("/login?wrong");
    assertThat(audit.newest(Long.MAX_VALUE, 100))
        .filteredOn(event -> event.kind().equals("login.refused"))
        .extracting(AuditEvent::actor)
        .contains("admin", "nobody??forged");
  }

  @Test
  void the_eleventh_attempt_within_a_minute_is_refused_whatever_the_password() {
    var browser = browser();
    int status = 0;
    for (int i = 0; i < 10; i++) {
      status = logIn(browser, "limited", "wrong password").statusCode();
    }
    assertThat(status).isEqualTo(302);
    var refused = logIn(browser, "LIMITED ", "wrong password");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("wait a minute");
    assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 60);
  }

  @Test
  void after_logout_the_session_opens_nothing() {
    var browser = admin();
    var page = send(browser, request("/access").GET()).body();
    var out = send(browser, form("/logout", Map.of("_csrf", csrf(page))));
    assertThat(header(out, "Location")).endsWith("/login?out");
    assertThat(header(send(browser, request("/access").GET()), "Location")).endsWith("/login");
  }

  @Test
  void logout_needs_a_post_so_that_no_link_logs_anybody_out() {
    var browser = admin();
    send(browser, request("/logout").GET());
    assertThat(send(browser, request("/access").GET()).statusCode()).isEqualTo(200);
  }

  @Test
  void a_session_write_without_its_csrf_token_is_refused() {
    var browser = admin();
    var before = tokens.all();
    var page = send(browser, form("/access/tokens", Map.of("name", "x", "role", "ADMIN")));
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("CSRF token");
    var rest =
        send(
            browser,
            request("/api/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"x\",\"role\":\"ADMIN\"}")));
    assertThat(rest.statusCode()).isEqualTo(403);
    assertThat(header(rest, "Content-Type")).startsWith("application/problem+json");
    assertThat(tokens.all()).isEqualTo(before);
  }

  @Test
  void a_bearer_header_does_not_switch_csrf_off_for_a_session() {
    var browser = admin();
    var answer =
        send(
            browser,
            form("/access/tokens", Map.of("name", "forged", "role", "ADMIN"))
                .header("Authorization", "Bearer whatever"));
    assertThat(answer.statusCode()).isEqualTo(403);
    var rest =
        send(
            browser,
            request("/api/v1/tokens")
                .header("Authorization", "Bearer whatever")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"forged\",\"role\":\"ADMIN\"}")));
    assertThat(rest.statusCode()).isEqualTo(401);
    assertThat(tokens.all()).extracting(ApiToken::name).doesNotContain("forged");
  }

  @Test
  void htmx_with_an_expired_session_is_sent_to_the_login_as_a_whole_page() {
    var answer = send(browser(), request("/").header("HX-Request", "true").GET());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(header(answer, "HX-Redirect")).isEqualTo("/login");
  }

  @Test
  void the_page_shows_a_new_token_once_and_revokes_it() {
    var browser = admin();
    var csrf = csrf(send(browser, request("/access").GET()).body());
    send(browser, form("/access/tokens", Map.of("name", "paged", "role", "VIEWER", "_csrf", csrf)));
    var shown = send(browser, request("/access").GET()).body();
    var secret = shown.replaceAll("(?s).*<code id=\"secret\">([^<]+)</code>.*", "$1");
    assertThat(tokens.find(secret)).isPresent();
    assertThat(send(browser, request("/access").GET()).body()).doesNotContain(secret);
    var id = tokens.find(secret).orElseThrow().id();
    send(browser, form("/access/tokens/" + id + "/revoke", Map.of("_csrf", csrf(shown))));
    assertThat(tokens.find(secret)).isEmpty();
  }
}
