package io.ringway.control.access;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The HTTP clients of the tests: browsers with cookies, and programs with tokens. */
public abstract class Browsing {

  protected static final String PASSWORD = "correct horse battery";

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @LocalServerPort protected int port;
  @Autowired ApiTokens tokens;

  /** Creates a client that keeps cookies and follows no redirects. */
  protected static HttpClient browser() {
    return HttpClient.newBuilder()
        .cookieHandler(new CookieManager())
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /** Creates a client in which {@code admin} is logged in. */
  protected HttpClient admin() {
    var browser = browser();
    var answer = logIn(browser, "admin", PASSWORD);
    if (!answer.headers().firstValue("Location").orElse("").endsWith("/")) {
      throw new AssertionError("not logged in: " + answer.statusCode() + answer.headers().map());
    }
    return browser;
  }

  protected HttpResponse<String> logIn(HttpClient browser, String name, String password) {
    var csrf = csrf(send(browser, request("/login").GET()).body());
    return send(
        browser, form("/login", Map.of("username", name, "password", password, "_csrf", csrf)));
  }

  protected HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  protected HttpRequest.Builder form(String path, Map<String, String> fields) {
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(
            BodyPublishers.ofString(
                fields.entrySet().stream()
                    .map(f ->
                        f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"))));
  }

  /** Starts a request with a new token of this role. */
  protected HttpRequest.Builder as(Role role, String path) {
    return request(path).header("Authorization", "Bearer " + token(role));
  }

  protected String token(Role role) {
    return tokens
        .create("test " + NUMBER.incrementAndGet(), role, null, Actor.system("test"))
        .secret();
  }

  protected static String csrf(String page) {
    var match = CSRF.matcher(page);
    if (!match.find()) {
      throw new AssertionError("no CSRF token in " + page);
    }
    return match.group(1);
  }

  protected static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  protected static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
