package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The access rules of every route that exists, so that none is forgotten. */
class RoutesIT extends RunningControlPlane {

  /** Public on purpose: login and set-up, the error page, the classroom interface on loopback. */
  private static final Set<String> OPEN =
      Set.of(
          "GET /login",
          "GET /setup",
          "GET /password",
          "GET /error",
          "POST /error",
          "PUT /error",
          "DELETE /error",
          "PATCH /error",
          "GET /rep",
          "POST /add",
          "DELETE /rm");

  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH");

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @Autowired JdbcClient jdbc;

  @Test
  void nothing_but_the_doors_opens_without_a_login() throws Exception {
    var routes = routes();
    assertThat(routes).contains("GET /api/v1/clusters", "POST /access/tokens");
    var open = new ArrayList<String>();
    for (var route : routes) {
      if (!OPEN.contains(route)) {
        var answer = status(browser(), route, null);
        if (!answer.equals("401") && !answer.equals("302 /login")) {
          open.add(route + " answers " + answer);
        }
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void no_get_changes_what_is_stored() throws Exception {
    var token = token(Role.ADMIN);
    var browser = admin();
    status(browser, "GET /api/v1/clusters", token);
    var before = stored();
    for (var route : routes()) {
      if (route.startsWith("GET ")) {
        status(browser, route, route.startsWith("GET /api/") ? token : null);
        assertThat(stored()).as("after " + route).isEqualTo(before);
      }
    }
  }

  @Test
  void every_answer_carries_the_safety_headers() {
    var browser = admin();
    for (var path :
        List.of("/", "/login", "/setup", "/access", "/no-such-page", "/ringway.css", "/api/v1/x")) {
      for (var client : List.of(browser, browser())) {
        var answer = send(client, request(path).GET());
        assertThat(header(answer, "Content-Security-Policy"))
            .as(path)
            .contains("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'")
            .doesNotContain("unsafe");
        assertThat(header(answer, "X-Content-Type-Options")).as(path).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).as(path).isEqualTo("no-referrer");
        assertThat(header(answer, "Permissions-Policy")).as(path).contains("camera=()");
        assertThat(header(answer, "X-Request-Id")).as(path).isNotEmpty();
      }
    }
    assertThat(header(send(browser, request("/swagger-ui/index.html")), "Content-Security-Policy"))
        .contains("script-src 'self';");
  }

  @Test
  void pages_have_no_inline_script_or_style() {
    var browser = admin();
    for (var path : List.of("/login", "/access", "/no-such-page", "/")) {
      var page = send(browser, request(path).GET()).body();
      assertThat(page).as(path).doesNotContainPattern("<script(?![^>]*\\bsrc=)");
      assertThat(page).as(path).doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=");
    }
  }

  @Test
  void health_is_public_and_metrics_are_not() {
    var nobody = browser();
    assertThat(send(nobody, request("/actuator/health/liveness")).statusCode()).isEqualTo(200);
    assertThat(send(nobody, request("/actuator/health/readiness")).statusCode()).isEqualTo(200);
    assertThat(send(nobody, request("/actuator/prometheus")).statusCode()).isEqualTo(401);
    assertThat(send(nobody, request("/v3/api-docs")).statusCode()).isEqualTo(401);
    assertThat(send(nobody, as(Role.VIEWER, "/actuator/prometheus")).statusCode()).isEqualTo(200);
    assertThat(send(nobody, as(Role.VIEWER, "/v3/api-docs")).body()).contains("\"Ringway\"");
  }

  @Test
  void a_page_of_another_site_cannot_use_the_open_classroom() {
    var answer =
        send(
            browser(),
            request("/add")
                .header("Origin", "http://evil.example")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"n\":1,\"hostnames\":[]}")));
    assertThat(answer.statusCode()).isIn(401, 403);
  }

  private Set<String> routes() {
    var routes = new TreeSet<String>();
    mappings
        .getHandlerMethods()
        .keySet()
        .forEach(info -> {
          var methods =
              info.getMethodsCondition().getMethods().stream().map(RequestMethod::name).toList();
          for (var pattern : info.getPatternValues()) {
            for (var method : methods.isEmpty() ? METHODS : methods) {
              routes.add(method + " " + pattern);
            }
          }
        });
    return routes;
  }

  /** Returns the status, with the path of a redirect. Reads no body: a live stream never ends. */
  private String status(HttpClient client, String route, String token)
      throws IOException, InterruptedException {
    var method = route.substring(0, route.indexOf(' '));
    var path =
        route
            .substring(route.indexOf(' ') + 1)
            // A variable may have a pattern that contains braces.
            .replaceAll("\\{(?:[^{}]|\\{[^{}]*})*}", "x")
            .replace("**", "x");
    HttpRequest.Builder request =
        request(path.contains("*") ? path.replace("*", "x") : path)
            .method(method, BodyPublishers.noBody());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    var answer = client.send(request.build(), BodyHandlers.ofInputStream());
    answer.body().close();
    var location = header(answer, "Location");
    return answer.statusCode()
        + (location.isEmpty() ? "" : " " + location.replaceFirst("^https?://[^/]+", ""));
  }

  /** Returns every row, except what a login and the use of a token write by design. */
  private List<String> stored() {
    return jdbc.sql("script nosettings").query(String.class).list().stream()
        .filter(line -> line.startsWith("INSERT"))
        .filter(line -> !line.contains("AUDIT_EVENTS"))
        .sorted()
        .toList();
  }
}
