package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A control plane behind a proxy that ends TLS, and requests that bypass the proxy. */
class HttpsPublicUrlIT {

  private static final String FORWARDED =
      """
      X-Forwarded-Proto: %s\r
      X-Forwarded-Host: evil.example\r
      X-Forwarded-Port: 81\r
      X-Forwarded-For: 203.0.113.9\r
      """;

  @TempDir Path data;

  @Test
  void the_public_url_wins_over_whatever_a_request_says() throws IOException {
    try (var plane =
        start(
            Map.of(
                "ringway.public-url", "https://ringway.example/",
                "server.forward-headers-strategy", "native"))) {
      for (var proto : new String[] {"https", "http"}) {
        var redirect = ask(plane, "GET /access HTTP/1.1", FORWARDED.formatted(proto));
        assertThat(redirect).contains("Location: https://ringway.example/login");
        var page = ask(plane, "GET /login HTTP/1.1", FORWARDED.formatted(proto));
        assertThat(page).containsPattern("Set-Cookie: ringway-session=[^\\r]*; Secure");
        assertThat(page).contains("Strict-Transport-Security: ");
        assertThat(page).doesNotContain("evil.example");
      }
      assertThat(addressOfRefusal(plane)).isEqualTo("203.0.113.9");
    }
  }

  @Test
  void a_proxy_that_is_named_is_believed() throws IOException {
    try (var plane = start(Map.of("server.forward-headers-strategy", "native"))) {
      var page = ask(plane, "GET /login HTTP/1.1", FORWARDED.formatted("https"));
      assertThat(page).containsPattern("Set-Cookie: ringway-session=[^\\r]*; Secure");
      assertThat(ask(plane, "GET /access HTTP/1.1", FORWARDED.formatted("https")))
          .contains("Location: /login");
      assertThat(addressOfRefusal(plane)).isEqualTo("203.0.113.9");
    }
  }

  @Test
  void nobody_else_is() throws IOException {
    try (var plane = start(Map.of())) {
      isIgnored(plane);
    }
    try (var plane =
        start(
            Map.of(
                "server.forward-headers-strategy", "native",
                "server.tomcat.remoteip.internal-proxies", "192.0.2.0/24"))) {
      isIgnored(plane);
    }
  }

  private static void isIgnored(ConfigurableApplicationContext plane) throws IOException {
    assertThat(ask(plane, "GET /access HTTP/1.1", FORWARDED.formatted("https")))
        .contains("Location: /login");
    var page = ask(plane, "GET /login HTTP/1.1", FORWARDED.formatted("https"));
    assertThat(page)
        .contains("Set-Cookie: ringway-session=")
        .doesNotContainPattern("Set-Cookie: [^\\r]*; Secure")
        .doesNotContain("evil.example");
    assertThat(addressOfRefusal(plane)).isEqualTo("127.0.0.1");
  }

  /** Returns the client address that the audit trail recorded for the refused request. */
  private static String addressOfRefusal(ConfigurableApplicationContext plane) throws IOException {
    ask(
        plane,
        "GET /api/v1/clusters HTTP/1.1",
        FORWARDED.formatted("https") + "Authorization: Bearer unknown\r\n");
    return plane.getBean(Audit.class).newest(Long.MAX_VALUE, 1).getFirst().address();
  }

  private ConfigurableApplicationContext start(Map<String, Object> properties) {
    return new SpringApplicationBuilder(io.ringway.control.ControlPlane.class)
        .run(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--ringway.data=" + data,
                        "--ringway.sample.enabled=false",
                        "--ringway.replicas.runtime=none",
                        "--ringway.admin.password=" + Browsing.PASSWORD),
                    properties.entrySet().stream().map(p -> "--" + p.getKey() + "=" + p.getValue()))
                .toArray(String[]::new));
  }

  private static String ask(ConfigurableApplicationContext plane, String line, String fields)
      throws IOException {
    int port = plane.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              (line + "\r\nHost: inner:8080\r\n" + fields + "Connection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
