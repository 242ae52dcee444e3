package io.ringway.bench.soak;

import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The pages of the dashboard, as the browser of one person uses them. */
final class PageSession {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern CSRF =
      Pattern.compile("<input[^>]*name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
  private static final String COOKIE = "ringway-session";

  private final HttpClient http;
  private final URI address;
  private final Findings findings;
  private String cookie = "";
  private String csrf = "";

  PageSession(HttpClient http, URI address, Findings findings) {
    this.http = http;
    this.address = address;
    this.findings = findings;
  }

  /** Returns the value of the session cookie, for a request that is sent by other means. */
  String cookie() {
    return COOKIE + "=" + cookie;
  }

  /** Opens a page and keeps the values that its forms need. */
  HttpResponse<String> open(String path) throws IOException, InterruptedException {
    HttpResponse<String> page =
        send(path, HttpRequest.newBuilder().header("Accept", "text/html").GET());
    Matcher field = CSRF.matcher(page.body());
    if (field.find()) {
      csrf = field.group(1);
    }
    return page;
  }

  /** Opens a page that must exist. */
  void visit(String path) throws IOException, InterruptedException {
    HttpResponse<String> page = open(path);
    if (page.statusCode() != 200) {
      throw new IOException("The page " + path + " answered " + page.statusCode() + ".");
    }
  }

  /** Submits a form of the page that was opened last. */
  HttpResponse<String> submit(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    String form =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&", "", "&_csrf=" + encode(csrf)));
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  /** Sends JSON to the REST API, as a script of the page would. */
  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .header("X-CSRF-TOKEN", csrf)
            .POST(BodyPublishers.ofString(json)));
  }

  /** Logs in; returns false when the name or the password is not accepted. */
  boolean login(String name, String password) throws IOException, InterruptedException {
    open("/login");
    HttpResponse<String> answer = submit("/login", Map.of("username", name, "password", password));
    String to = answer.headers().firstValue("Location").orElse("");
    return answer.statusCode() == 302 && !to.contains("/login");
  }

  private HttpResponse<String> send(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    request.uri(address.resolve(path)).timeout(TIMEOUT);
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie());
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    response.headers().allValues("Set-Cookie").stream()
        .filter(value -> value.startsWith(COOKIE + "="))
        .forEach(value -> cookie = value.substring(COOKIE.length() + 1).split(";", 2)[0]);
    if (response.statusCode() >= 500) {
      findings.add("Page " + response.statusCode(), path);
    }
    return response;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
