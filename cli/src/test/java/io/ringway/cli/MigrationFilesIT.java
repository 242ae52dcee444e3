package io.ringway.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.cli.ConfigSource.Program;
import io.ringway.protocol.ExplainQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real-world files: the real program and Ringway send every key to the same server. */
class MigrationFilesIT {

  private static final String NSS_WRAPPER = "/usr/lib/x86_64-linux-gnu/libnss_wrapper.so";

  @TempDir Path folder;
  private RealProgram real;

  @BeforeEach
  void start() {
    real = new RealProgram(folder);
  }

  @AfterEach
  void stop() throws Exception {
    real.close();
  }

  private static String text(String name) throws Exception {
    return Files.readString(ConfigSourceTests.resource("migration/" + name), ISO_8859_1);
  }

  private Upstream imported(String name, String text, String upstream) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text, ISO_8859_1);
    return ConfigSource.read(file, null, Map.of()).upstream(upstream);
  }

  @ParameterizedTest
  @CsvSource({
    "h01-server-named-backup.cfg, shop",
    "h02-indented-backend.cfg, a",
    "h02-indented-backend.cfg, b",
    "h02c-indented-merge.cfg, a",
    "h02c-indented-merge.cfg, b",
    "h03-default-server-order.cfg, shop",
    "h04-httpchk-then-option.cfg, shop",
    "h08-named-defaults.cfg, shop",
    "h12-conditional.cfg, shop",
    "h13-disabled-enabled.cfg, shop",
    "h16-hbf-defaults.cfg, shop",
    "h21-server-named-id.cfg, shop",
    "x01-first-list-element.cfg, forwarded",
    "x01-first-list-element.cfg, user",
    "x02-defaults-from.cfg, shop",
    "x03-names-of-options.cfg, shop",
    "x04-words.cfg, shop",
  })
  void everyKeyGoesWhereHaProxySendsIt(String name, String backend) throws Exception {
    String text = real.adapted(text(name));
    assertThat(real.sameAsHaProxy(text, backend, imported(name, text, backend), false))
        .isGreaterThan(1);
  }

  @Test
  void everyClientGoesWhereHaProxySendsIt() throws Exception {
    String text =
        real.adapted(
            """
            backend shop
              balance source
              hash-type consistent
              server a 127.0.0.1:9001 weight 3
              server b 127.0.0.1:9002
            """);
    assertThat(real.sameAsHaProxy(text, "shop", imported("a.cfg", text, "shop"), true))
        .isGreaterThan(1);
  }

  /** Tests a list whose first element is empty: neither finds a key. */
  @Test
  void anEmptyFirstElementIsNoKey() throws Exception {
    String text = real.adapted(text("x01-first-list-element.cfg"));
    ExplainQuery.Header header = new ExplainQuery.Header("X-Forwarded-For", " , 10.0.0.1");
    ExplainQuery.Request request =
        new ExplainQuery.Request(0, "GET", "a.example", "/", List.of(header), "127.0.0.1");
    Upstream upstream = imported("a.cfg", text, "forwarded");
    assertThat(new KeyMapping(upstream.cluster()).key(request)).isEmpty();
    List<String> heads = Collections.nCopies(30, SampleRequests.head(request));
    assertThat(real.haProxySends(text, "forwarded", heads)).hasSize(3);
  }

  /** Tests a request without the header: HAProxy adds it before it hashes. */
  @Test
  void theAddressThatForwardforAddsIsTheKey() throws Exception {
    String text =
        real.adapted(
            """
            defaults
              mode http
              option forwardfor
            backend shop
              balance hdr(X-Forwarded-For)
              hash-type consistent
              server a 127.0.0.1:9001 weight 3
              server b 127.0.0.1:9002
            """);
    real.shape =
        it ->
            it.target().length() % 2 == 0
                ? it
                : new ExplainQuery.Request(
                    0, "GET", it.host(), it.target(), List.of(), it.client());
    Upstream upstream = imported("a.cfg", text, "shop");
    assertThat(real.sameAsHaProxy(text, "shop", upstream, true)).isGreaterThan(1);
    assertThat(upstream.remarks()).anyMatch(it -> it.startsWith("line 3: 'option forwardfor'"));
  }

  @ParameterizedTest
  @CsvSource({
    "n01-unindented-listen.conf",
    "n02-leastconn-then-hash.conf",
    "n03-backup-before-hash.conf",
    "n06-duplicate-server.conf",
    "n07-latin1-comment.conf",
    "n09-escaped-word.conf",
    "y01-words.conf",
    "y02-same-server-weights.conf",
  })
  void everyKeyGoesWhereNginxSendsIt(String name) throws Exception {
    String text = real.adapted(text(name)).replace("8080", String.valueOf(Peer.freePort()));
    assertThat(real.sameAsNginx(text, "shop", imported(name, text, "shop"), Map.of(), false))
        .isGreaterThan(1);
  }

  @Test
  void serversWhoseNamesDifferBySignsAreThree() throws Exception {
    Peer.needs(
        Files.exists(Path.of(NSS_WRAPPER)),
        "names cannot be given to nginx. On Debian: apt install libnss-wrapper");
    Map<String, String> hosts =
        Map.of("app_1", "127.81.8.1", "app-1", "127.81.8.2", "app+1", "127.81.8.3");
    int port = real.servers().start("127.81.8.1");
    real.servers().start("127.81.8.2", port);
    real.servers().start("127.81.8.3", port);
    StringBuilder lines = new StringBuilder();
    hosts.forEach((host, address) -> lines.append(address + " " + host + "\n"));
    Path file = Files.writeString(folder.resolve("hosts"), lines);
    real.environment.putAll(
        Map.of("LD_PRELOAD", NSS_WRAPPER, "NSS_WRAPPER_HOSTS", file.toString()));
    String text = text("n12-same-text-names.conf").replace(":80", ":" + port);
    Upstream upstream = imported("n12.conf", text, "shop");
    assertThat(upstream.servers()).extracting(Upstream.Server::name).doesNotHaveDuplicates();
    assertThat(real.sameAsNginx(text, "shop", upstream, hosts, false)).isGreaterThan(1);
  }

  @Test
  void whatHaProxyTakesForTcpIsRefused() throws Exception {
    String text = real.adapted(text("h06-mode-tcp.cfg")).replace(":3306", ":" + Peer.freePort());
    assertThat(real.haproxyTakes(text).accepted()).isTrue();
    assertThatThrownBy(() -> imported("a.cfg", text, "mysql"))
        .hasMessageContaining("line 2: 'mode tcp'")
        .hasMessageContaining("HTTP requests only");
  }

  @Test
  void whatNginxTakesForTcpIsRefused() throws Exception {
    String text = text("n05-stream.conf").replace("listen 3300", "listen " + Peer.freePort());
    assertThat(real.nginxTakes(text).accepted()).isTrue();
    assertThatThrownBy(() -> imported("a.conf", text, "db"))
        .hasMessageContaining("line 1: it stands in 'stream'");
  }

  @Test
  void variablesOfTheEnvironmentAreNamed() throws Exception {
    String text = real.adapted(text("h10-env.cfg"));
    real.environment.put("H1", "127.0.0.1");
    assertThat(real.haproxyTakes(text).accepted()).isFalse();
    assertThatThrownBy(() -> imported("a.cfg", text, "shop"))
        .hasMessageContaining("a.cfg, line 4: the line has the variable H1")
        .hasMessageContaining("--set H1=TEXT");
    Path file = folder.resolve("a.cfg");
    assertThatThrownBy(() -> ConfigSource.read(file, Program.HAPROXY, Map.of("H1", "127.0.0.1")))
        .hasMessageContaining("line 5: the braces of the variable H2");

    String mended = text.replace(":-", "-");
    Files.writeString(file, mended);
    real.environment.put("H2", "127.0.0.1");
    Map<String, String> given = Map.of("H1", "127.0.0.1", "H2", "127.0.0.1");
    assertThat(
            real.sameAsHaProxy(
                mended, "shop", ConfigSource.read(file, null, given).upstream("shop"), false))
        .isGreaterThan(1);
  }

  /**
   * Tests a byte order mark. It is part of the first word for both programs, so neither of them
   * runs with such a file.
   */
  @Test
  void aFileWithAByteOrderMarkIsRefusedAsTheRealProgramsRefuseIt() throws Exception {
    String mark = new String(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, ISO_8859_1);
    String nginx =
        mark + "upstream shop { hash $request_uri consistent; server 127.0.0.1:9001; }\n";
    assertThat(real.nginxTakes(nginx).output()).contains("unknown directive");
    assertThatThrownBy(() -> imported("a.conf", nginx, "shop")).hasMessageContaining("byte order");
    String haProxy = mark + text("h01-server-named-backup.cfg");
    assertThat(real.haproxyTakes(haProxy).output()).contains("unknown keyword");
    assertThatThrownBy(() -> imported("a.cfg", haProxy, "shop")).hasMessageContaining("byte order");
  }

  @Test
  void whatTheImportKnowsIsSaid() throws Exception {
    Upstream h04 = imported("a.cfg", text("h04-httpchk-then-option.cfg"), "shop");
    assertThat(h04.health().path()).isEqualTo("/health");
    assertThat(imported("a.cfg", text("h16-hbf-defaults.cfg"), "shop").boundedLoad())
        .isEqualTo(1.5);
    assertThat(imported("a.cfg", text("h12-conditional.cfg"), "shop").remarks())
        .anyMatch(remark -> remark.startsWith("line 5: NOPE is taken as not defined"));
    assertThat(imported("a.conf", text("n03-backup-before-hash.conf"), "shop").remarks())
        .anyMatch(remark -> remark.startsWith("line 1: backup server '127.0.0.1:9003'"));
    assertThat(imported("a.conf", text("n06-duplicate-server.conf"), "shop").servers()).hasSize(2);
    assertThat(List.of(Program.of(Path.of("a"), text("n01-unindented-listen.conf"))))
        .containsExactly(Program.NGINX);
  }
}
