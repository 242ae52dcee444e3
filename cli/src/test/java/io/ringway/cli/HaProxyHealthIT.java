package io.ringway.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.cli.ConfigSource.Program;
import io.ringway.protocol.StatusRanges;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Health checks in an HAProxy file: the real program sends the request that the import migrates.
 */
class HaProxyHealthIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** The request of a check: its method, its path, its Host or nothing. */
  private record Asked(String method, String path, String host) {}

  private static String text(String lines, String server) {
    return "backend shop\n mode http\n balance hdr(X-User)\n hash-type consistent\n "
        + lines.replace(";", "\n ")
        + "\n "
        + server
        + "\n";
  }

  private static Upstream imported(String text) throws CliException {
    return ConfigSource.of(Program.HAPROXY, text, Map.of()).upstream("shop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "option httpchk",
        "option httpchk /a",
        "option httpchk HEAD /a",
        "option httpchk HEAD /a HTTP/1.1\\r\\nHost:\\ www.example",
        "option httpchk GET /a;http-check send hdr Host x.example",
        "option httpchk GET /a;http-check send meth HEAD uri /b?c=d ver HTTP/1.1 hdr Host"
            + " x.example",
        "http-check send meth HEAD uri /b hdr host x.example:81;option httpchk GET /a",
        "option httpchk;http-check connect;http-check send meth GET uri /c;http-check expect status"
            + " 200",
      })
  void requestIsTheOneThatHaProxySends(String lines) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      String text =
          text(lines, "server a 127.0.0.1:" + server.getLocalPort() + " check inter 100ms");
      HealthCheck check = imported(text).health();
      assertThat(new Asked(check.method().name(), check.path(), check.host()))
          .isEqualTo(asked(text, server, 200));
      assertThat(imported(text).remarks()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "server a 127.0.0.1:1 check inter 100ms port PORT, option httpchk",
    "server a 127.0.0.1:1 check inter 100ms port 1, option httpchk;http-check connect port PORT",
    "server a 127.0.0.1:1 check inter 100ms port PORT, option httpchk;http-check connect",
    "server a 127.0.0.1:1 check inter 100ms, option httpchk;default-server port PORT",
  })
  void portIsTheOneThatHaProxyAsks(String server, String lines) throws Exception {
    try (ServerSocket asked = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      String text = text(lines, server).replace("PORT", String.valueOf(asked.getLocalPort()));
      assertThat(imported(text).health().port()).isEqualTo(asked.getLocalPort());
      assertThat(asked(text, asked, 200).path()).isEqualTo("/");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http-check comment none | 200,204,301,399 | 400,404,503",
        "http-check expect status 204,301,401-403 | 204,301,402 | 200,302,404",
        "http-check expect comment c ! status 500-599 | 200,404,499 | 500,503",
        "http-check expect status 100-299;http-check expect ! status 204 | 200,299 | 204,301",
      })
  void statusesAreThoseThatHaProxyFindsGood(String rule, String good, String bad) throws Exception {
    String text = text("option httpchk;" + rule, "server a 127.0.0.1:1");
    IntPredicate accepts = StatusRanges.parse(imported(text).health().statuses())::contains;
    for (String status : good.split(",", -1)) {
      assertThat(accepts.test(Integer.parseInt(status))).as(status).isTrue();
      assertThat(up(rule, Integer.parseInt(status))).as(status).isTrue();
    }
    for (String status : bad.split(",", -1)) {
      assertThat(accepts.test(Integer.parseInt(status))).as(status).isFalse();
      assertThat(up(rule, Integer.parseInt(status))).as(status).isFalse();
    }
  }

  @Test
  void rulesWithoutHttpchkCountForNeither() throws Exception {
    String text = text("http-check send meth HEAD uri /b", "server a 127.0.0.1:1 check");
    assertThat(imported(text).health()).isEqualTo(HealthCheck.DEFAULT);
  }

  private Asked asked(String text, ServerSocket server, int status) throws Exception {
    CompletableFuture<Asked> first = new CompletableFuture<>();
    check(text, server, status, first);
    return first.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private boolean up(String rule, int status) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + server.getLocalPort();
      String text = text("option httpchk;" + rule, "server a " + address + " check inter 100ms");
      return check(text, server, status, new CompletableFuture<>());
    }
  }

  /** Returns HAProxy's status of its first check, whose request completes the future. */
  private boolean check(
      String text, ServerSocket server, int status, CompletableFuture<Asked> request)
      throws Exception {
    Thread.ofVirtual().start(() -> answer(server, status, request));
    Path file =
        Files.writeString(
            folder.resolve("a.cfg"),
            "defaults\n option log-health-checks\n timeout connect 30s\n timeout server 30s\n"
                + " timeout client 30s\nfrontend in\n bind unix@"
                + folder.resolve("in")
                + "\n"
                + text);
    Process haproxy =
        new ProcessBuilder(Peer.program("haproxy"), "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = haproxy.inputReader(US_ASCII)) {
      List<String> before = new ArrayList<>();
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        before.add(line);
        if (line.contains("Health check for server shop/a ")) {
          return line.contains("succeeded");
        }
      }
      throw new AssertionError(String.join("\n", before));
    } finally {
      haproxy.destroyForcibly().waitFor();
    }
  }

  private static void answer(ServerSocket server, int status, CompletableFuture<Asked> request) {
    while (true) {
      try (Socket socket = server.accept()) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        String[] first = in.readLine().split(" ", -1);
        String host = "";
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          if (line.toLowerCase(Locale.ROOT).startsWith("host:")) {
            host = line.substring("host:".length()).strip();
          }
        }
        request.complete(new Asked(first[0], first[1], host));
        socket
            .getOutputStream()
            .write(
                "HTTP/1.0 %d X\r\nContent-Length: 0\r\n\r\n".formatted(status).getBytes(US_ASCII));
      } catch (IOException closed) {
        return; // the test or HAProxy has ended
      }
    }
  }
}
