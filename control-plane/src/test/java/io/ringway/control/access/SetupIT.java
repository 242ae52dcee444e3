package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The set-up of the first administrator, on a control plane of its own. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "ringway.sample.enabled=false",
      "ringway.replicas.runtime=none",
      "ringway.public-url=http://localhost:0"
    })
@DirtiesContext
class SetupIT extends Browsing {

  @TempDir static Path fresh;

  @Autowired UserStore userStore;

  @DynamicPropertySource
  static void own(DynamicPropertyRegistry properties) {
    properties.add("ringway.data", fresh::toString);
  }

  @Test
  void nobody_else_can_read_what_the_start_has_written() throws IOException {
    try (var all = Files.walk(fresh)) {
      assertThat(all)
          .contains(fresh.resolve("control-plane.mv.db"), fresh.resolve("node"))
          .allSatisfy(each ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                  .as(each.toString())
                  .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void the_link_creates_one_administrator_and_is_dead_afterwards() throws IOException {
    var file = fresh.resolve("setup-url");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var link = URI.create(Files.readString(file).strip());
    assertThat(link.getPort()).isEqualTo(port);
    var path = link.getRawPath() + "?" + link.getRawQuery();
    var token = link.getQuery().substring("token=".length());
    var browser = browser();

    // Every page redirects to the set-up.
    assertThat(header(send(browser, request("/").GET()), "Location")).endsWith("/setup");
    assertThat(header(send(browser, request("/login").GET()), "Location")).endsWith("/setup");
    assertThat(send(browser, request("/setup").GET()).body()).contains("setup-url");

    // A guessed token is refused, by page and by form.
    assertThat(send(browser, request("/setup?token=guess").GET()).statusCode()).isEqualTo(403);
    assertThat(create(browser, path, "guess", "mallory", "a long password").statusCode())
        .isEqualTo(403);
    assertThat(userStore.isEmpty()).isTrue();

    // So is a form without the CSRF token.
    send(
        browser,
        form("/setup", Map.of("token", token, "name", "mallory", "password", "a long password")));
    assertThat(userStore.isEmpty()).isTrue();

    // A fault is reported, and the link still works.
    assertThat(create(browser, path, token, "ada", "short").body()).contains("at least 12");
    assertThat(create(browser, path, token, "a b", "a long password").body())
        .contains("A name has 1 to 64");
    assertThat(create(browser, path, token, "ada", "x".repeat(80)).body()).contains("72 bytes");
    assertThat(userStore.isEmpty()).isTrue();

    var before = browser.cookieHandler().orElseThrow();
    var done = create(browser, path, token, "Ada", "a long password");
    assertThat(done.statusCode()).isEqualTo(302);
    assertThat(header(done, "Set-Cookie")).contains("ringway-session", "HttpOnly", "SameSite=Lax");
    assertThat(before).isNotNull();
    assertThat(userStore.all()).singleElement().matches(u -> u.name().equals("ada"));
    assertThat(userStore.all().getFirst().role()).isEqualTo(Role.ADMIN);
    assertThat(send(browser, request("/access").GET()).statusCode()).isEqualTo(200);
    assertThat(file).doesNotExist();

    // The link no longer works for anybody, even with a form that was opened before.
    var other = browser();
    assertThat(header(send(other, request(path).GET()), "Location")).endsWith("/login");
    var login = csrf(send(other, request("/login").GET()).body());
    var again =
        send(
            other,
            form(
                "/setup",
                Map.of(
                    "token",
                    token,
                    "name",
                    "eve",
                    "password",
                    "a long password",
                    "repeated",
                    "a long password",
                    "_csrf",
                    login)));
    assertThat(header(again, "Location")).endsWith("/login?used");
    assertThat(userStore.all()).hasSize(1);
    assertThat(logIn(other, "ADA", "a long password").statusCode()).isEqualTo(302);
    assertThat(send(other, request("/access").GET()).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> create(
      HttpClient browser, String path, String token, String name, String password) {
    var csrf = csrf(send(browser, request(path).GET()).body());
    return send(
        browser,
        form(
            "/setup",
            Map.of(
                "token",
                token,
                "name",
                name,
                "password",
                password,
                "repeated",
                password,
                "_csrf",
                csrf)));
  }
}
