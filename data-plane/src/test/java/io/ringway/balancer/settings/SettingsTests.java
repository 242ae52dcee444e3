package io.ringway.balancer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.balancer.Balancer;
import io.ringway.balancer.control.LinkSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTests {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "--port=66000, --port is 0 to 65535",
    "--port=-1, --port is 0 to 65535",
    "--port=http, '--port'",
    "--admin-port=70000, --admin-port is 0 to 65535",
    "--threads=-2, --threads is 0 to 1024",
    "--warm-up=61, --warm-up is 0 to 60 seconds",
    "--threads=many, '--threads'",
    "--transport=quic, '--transport is auto, io_uring, epoll or nio, not ''quic'''",
    "--control=localhost:8080, is not the address of a control plane: use http://host:port",
    "--control=ftp://localhost, is not the address of a control plane: use http://host:port",
    "--max-request-line=10, The limit of the request line is 256 to 65536",
    "--max-head=2000, 'is below that of the request line, 8192'",
    "--max-headers=0, The limit of the number of headers is 10 to 1000",
    "--max-response-head=0, The limit of the head of a response is 1024 to 1048576",
    "--max-response-headers=0, The limit of the number of headers of a response is 10 to 1000",
    "--max-body=-1, --max-body is 0 or more",
    "--debug-token=secret, The debug token is one word of at least 16 characters",
    "--head-timeout=1, The timeout of a request head is 100 to 3600000 ms",
    "--tunnel-idle=0, The timeout of an idle tunnel is 100 to 86400000 ms",
    "--min-rate=-1, The minimum rate is 0 to 1000000000 bytes a second",
    "--min-rate-grace=5, The grace of the minimum rate is 100 to 3600000 ms",
    "--trusted-proxies=proxy, '''proxy'' is no network'",
    "--proxy-protocol-from=lb, '''lb'' is no network'",
    "--tls-port=70000, --tls-port is 0 to 65535",
    "--tls-port=5443, --tls-port needs --tls-certificates: give both",
    "--trusted-header=via, '--trusted-header is x-forwarded-for or forwarded, not ''via'''",
    "--colour=red, '--colour'"
  })
  void aBadValueIsToldInOneLineThatNamesIt(String flag, String words) {
    StringWriter errors = new StringWriter();
    int status =
        Balancer.commandLine()
            .setErr(new PrintWriter(errors))
            .execute("--token-file=" + folder.resolve("token"), flag);
    assertThat(status).isEqualTo(2);
    assertThat(errors.toString().strip().lines()).hasSize(1);
    assertThat(errors.toString()).startsWith("ringway-balancer: ").contains(words, option(flag));
  }

  private static String option(String flag) {
    return flag.substring(0, flag.indexOf('='));
  }

  @Test
  void aMissingTokenIsAskedFor() {
    assertThatThrownBy(() -> new ControlSettings().link(Map.of()))
        .hasMessageContaining("--token-file FILE or RINGWAY_BALANCER_TOKEN");
  }

  @Test
  void aTokenOfTwoWordsIsNone() {
    assertThatThrownBy(() -> new ControlSettings().link(Map.of("RINGWAY_BALANCER_TOKEN", "a b")))
        .hasMessageContaining("RINGWAY_BALANCER_TOKEN holds no token");
  }

  @Test
  void theTokenFileIsReadEachTimeAndItsTroubleNamesTheOption() throws IOException {
    ControlSettings settings = new ControlSettings();
    settings.tokenFile = folder.resolve("token");
    LinkSettings link = settings.link(Map.of());
    assertThatThrownBy(() -> link.token().read()).hasMessageContaining("--token-file");
    Files.writeString(settings.tokenFile, "\n");
    assertThatThrownBy(() -> link.token().read()).hasMessageContaining("holds no token");
    Files.writeString(settings.tokenFile, "abc\n");
    assertThat(link.token().read()).isEqualTo("abc");
  }
}
