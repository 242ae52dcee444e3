package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringway.cli.ConfigSource.Program;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Fuzz tests: any file is imported or refused with a sentence, and any line of a log is parsed or
 * skipped. CONTRIBUTING.md says how to fuzz for longer.
 */
class ImportFuzzTests {

  private static final LogFormat NGINX_LOG =
      format(
          "log_format served '$remote_addr [$time_local] \"$request\" \"$http_user_agent\""
              + " $upstream_addr in $upstream_response_time';");
  private static final LogFormat NGINX_JSON =
      format("log_format served escape=json '{\"u\":\"$request_uri\",\"s\":\"$upstream_addr\"}';");

  private static LogFormat format(String text) {
    try {
      return ConfigSource.of(Program.NGINX, text, Map.of()).logs().getFirst();
    } catch (CliException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void read(Program program, byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Program.of(java.nio.file.Path.of("a"), text);
    ConfigSource configSource;
    try {
      configSource = ConfigSource.of(program, text, Map.of("SET", "a b"));
    } catch (CliException e) {
      assertThat(e.sentence()).startsWith("line ").endsWith(e.sentence().strip());
      return;
    }
    for (Upstream upstream : configSource.upstreams()) {
      // An imported file is a cluster that can look up keys.
      try {
        assertThat(new KeyMapping(upstream.cluster()).address("key")).isNotEmpty();
      } catch (CliException e) {
        assertThat(e.sentence()).contains("none of them is ready");
      }
      assertThat(upstream.clusterName()).matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    }
  }

  @FuzzTest(maxDuration = "1m")
  void haProxyFiles(byte[] data) {
    read(Program.HAPROXY, data);
  }

  @FuzzTest(maxDuration = "1m")
  void nginxFiles(byte[] data) {
    read(Program.NGINX, data);
  }

  private static void line(LogFormat format, byte[] data) {
    LogFormat.Entry entry = format.read(new String(data, StandardCharsets.UTF_8));
    if (entry != null) {
      assertThat(entry.request().target()).startsWith("/");
    }
  }

  @FuzzTest(maxDuration = "1m")
  void haProxyLogLines(byte[] data) {
    line(HaProxyLog.HTTPLOG, data);
  }

  @FuzzTest(maxDuration = "1m")
  void nginxLogLines(byte[] data) {
    line(NGINX_LOG, data);
    line(NGINX_JSON, data);
  }
}
