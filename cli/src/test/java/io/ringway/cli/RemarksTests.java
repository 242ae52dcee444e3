package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.cli.ConfigSource.Program;
import io.ringway.protocol.KeyRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The remarks name each line that changes a mapping and is not migrated. */
class RemarksTests {

  private static final String FRONTEND =
      "frontend in\n bind :80\n http-request set-header X-Key %[src]\n use_backend shop if x\n";
  private static final String BACKEND =
      "backend shop\n mode http\n balance hdr(X-Key)\n hash-type consistent\n";

  @TempDir Path folder;

  private static List<String> haProxy(String before, String lines) throws CliException {
    String text = before + BACKEND + lines.replace(';', '\n') + "\n server a a:1\n server b b:1\n";
    return ConfigSource.of(Program.HAPROXY, text, Map.of()).upstream("shop").remarks();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http-request set-header X-Key a | line 5: 'http-request set-header' changes requests",
        "http-request replace-path (.*) /x | line 5: 'http-request replace-path' changes requests",
        "http-request set-query a=1 if x | line 5: 'http-request set-query' changes requests",
        "http-request del-header X-Key | line 5: 'http-request del-header' changes requests",
        "tcp-request content set-src src | line 5: 'tcp-request set-src' changes requests",
        "cookie SRV insert | line 5: cookies that bind clients",
        "stick on src | line 5: 'stick' is not taken over",
        "use-server a if x | line 5: 'use-server' is not taken over",
        "load-server-state-from-file global | line 5: 'load-server-state-from-file' is not",
        "server c c:1 maxconn 5 ssl verify none | line 5: 'maxconn', 'ssl', 'verify' of server 'c'",
        "default-server slowstart 5s | line 5: 'slowstart' of 'default-server' is not taken over",
        "option mysql-check | line 5: 'option mysql-check' is not taken over",
        "http-check expect string OK | line 5: 'http-check expect string' is not taken over:"
            + " Ringway",
        "http-check expect status 1xx | line 5: '1xx' are no status codes",
        "http-check expect status 101 | line 5: 'http-check expect status' is not taken over: no"
            + " final",
        "http-check send hdr X-Probe 1 | line 5: the header 'X-Probe' of the health check is not",
        "http-check send hdr Host %[env(H)] | line 5: the Host '%[env(H)]' is not taken over:"
            + " '%[env",
        "http-check send hdr Host a:99999 | line 5: the Host 'a:99999' is not taken over:"
            + " 'a:99999'",
        "http-check send body x | line 5: 'body' of the health check is not taken over",
        "option httpchk POST / | line 5: the health check asks POST; Ringway asks GET",
        "http-check connect port %[int(1)] | line 5: the port '%[int(1)]' of the health check is"
            + " not",
        "http-check connect ssl | line 5: 'ssl' of the health check is not taken over",
        "server c c:1 port 81 | line 5: 'port 81' of server 'c', which its checks ask, is not"
            + " taken",
        "server c c:1 backup | line 5: backup server 'c' is taken over as disabled",
        "bind :81 accept-proxy | line 5: 'accept-proxy' is not taken over",
        "new-in-some-version x | line 5: 'new-in-some-version' is not taken over",
      })
  void ofHaProxy(String lines, String remark) throws Exception {
    assertThat(haProxy("", lines)).anyMatch(it -> it.startsWith(remark));
  }

  @Test
  void serverOfNginxThatTheControlPlaneRefusesIsNamedWithItsLine() throws Exception {
    String text =
        """
        upstream shop {
         hash $request_uri consistent;
         server app-1:80;
         server app_1.b;
         server 10.0.0.7;
         server [fd12::7]:80;
         server app+1:80;
        }
        """;
    assertThat(ConfigSource.of(Program.NGINX, text, Map.of()).upstream("shop").remarks())
        .singleElement()
        .asString()
        .startsWith("line 7: the server 'app+1:80' makes the control plane refuse the import")
        .contains("no host 'app+1'", "with 'app+1:80' as its hashKey");
  }

  @Test
  void checkOfAFurtherRequestIsNotTakenOver() throws Exception {
    String steps = "http-check connect;http-check send uri /a;http-check expect status 204;";
    assertThat(haProxy("", steps)).isEmpty();
    assertThat(haProxy("", "option httpchk;" + steps + steps))
        .anyMatch(it -> it.startsWith("line 9: 'http-check connect' of a further request is not"))
        .anyMatch(it -> it.startsWith("line 11: 'http-check expect' of a further request is not"));
  }

  @Test
  void rulesOfFrontendsAndDefaultsAreThereToo() throws Exception {
    assertThat(haProxy(FRONTEND, ""))
        .anyMatch(it -> it.startsWith("line 3: 'http-request set-header' changes requests"));
    assertThat(haProxy("defaults\n http-request set-path /x\n", ""))
        .anyMatch(it -> it.startsWith("line 2: 'http-request set-path' changes requests"));
    String other = "frontend in\n http-request set-header a b\n default_backend other\n";
    assertThat(haProxy(other, " timeout server 5s; option redispatch; retries 2")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mode tcp | line 5: 'mode tcp'",
        "disabled | line 5: the section is disabled",
        "server-template t 3 a:80 | line 5: 'server-template'",
        "server c a:1 | 'a' have the one address a:1",
        "server c /run/a.sock | line 5: server 'c' has the address '/run/a.sock'",
        "server c c:1 hash-key addr | line 5: 'hash-key' other than id",
        "server c c:1 nonsense | line 5: HAProxy knows no option 'nonsense'",
        "hash-type map-based | line 5: without 'hash-type consistent'",
        "server c \"$NAME\":80 | line 5: the line has the variable NAME",
        ".if feature(LUA);.endif | line 5: the condition 'feature(LUA)' cannot be decided",
        ".if 1 | line 5: the '.if' has no '.endif'",
      })
  void whatIsRefusedOfHaProxy(String lines, String why) {
    assertThatThrownBy(() -> haProxy("", lines))
        .isInstanceOf(CliException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$request_uri | real_ip_header X-Forwarded-For; | line 2: 'real_ip_header X-Forwarded-For'",
        "$uri | rewrite ^/a$ /b last; | line 2: 'rewrite' changes requests",
        "$arg_x | rewrite ^/a$ /b?x=1 last; | line 2: 'rewrite' changes requests",
        "$arg_x | set $args x=1; | line 2: 'set' changes requests",
        "$uri | location / { try_files $uri /x; } | line 2: 'try_files' changes requests",
        "$uri | merge_slashes off; | line 2: 'merge_slashes' changes requests",
        "$http_x | more_set_input_headers 'X: 1'; | line 2: 'more_set_input_headers' changes",
      })
  void ofNginx(String key, String directive, String remark) throws Exception {
    String text =
        "upstream shop { hash %s consistent; server a; server b; }%nserver { %s }%n"
            .formatted(key, directive);
    assertThat(ConfigSource.of(Program.NGINX, text, Map.of()).upstream("shop").remarks())
        .anyMatch(it -> it.startsWith(remark));
    String other = text.replace(key, "$request_method-$request_uri");
    assertThat(ConfigSource.of(Program.NGINX, other, Map.of()).upstream("shop").remarks())
        .noneMatch(it -> it.startsWith("line 2: 'rewrite'"));
  }

  @Test
  void includesOfADumpArePutBack() throws Exception {
    String dump =
        """
        # configuration file /etc/nginx/nginx.conf:
        http { include conf.d/*.conf; }
        stream { include stream.d/a.conf; }
        # configuration file /etc/nginx/conf.d/shop.conf:
        upstream shop { hash $uri consistent; include servers; }
        # configuration file /etc/nginx/servers:
        server a;
        server b;
        # configuration file /etc/nginx/stream.d/a.conf:
        upstream db { hash $remote_addr consistent; server c; }
        """;
    ConfigSource configSource = ConfigSource.of(Program.NGINX, dump, Map.of());
    assertThat(configSource.upstream("shop").servers())
        .extracting(Upstream.Server::nameInFile)
        .containsExactly("a", "b");
    assertThatThrownBy(() -> configSource.upstream("db"))
        .hasMessageContaining("line 10: it stands in");
    assertThatThrownBy(() ->
            ConfigSource.of(
                    Program.NGINX, "upstream a { hash $uri consistent; include b; }", Map.of())
                .upstream("a"))
        .hasMessageContaining("line 1: it includes b");
  }

  @Test
  void aServerOutsideOfLocationsIsOfAStream() throws Exception {
    String text =
        "upstream db { hash $remote_addr consistent; server a; } server { proxy_pass db; }";
    assertThatThrownBy(() -> ConfigSource.of(Program.NGINX, text, Map.of()).upstream("db"))
        .hasMessageContaining("it stands in 'stream'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NGINX | a.cfg | upstream a { hash $uri consistent; }",
        "NGINX | a.conf | listen 80;",
        "NGINX | a.cfg | backend x { listen 8080; }",
        "HAPROXY | a.conf | backend a",
        "HAPROXY | a.conf |   \"listen\" a",
        "HAPROXY | a.conf | .if 1",
        "HAPROXY | a.conf | global # { ;",
        "HAPROXY | a.cfg | server a a:1",
      })
  void theGrammarTellsWhoseAFileIs(Program program, String name, String line) {
    assertThat(Program.of(Path.of(name), "\n# listen {\n" + line + "\n")).isEqualTo(program);
  }

  @Test
  void formatOverrulesTheGrammar() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "backend a\n");
    assertThat(ConfigSource.read(file, null, Map.of()).program()).isEqualTo(Program.HAPROXY);
    assertThatThrownBy(() -> ConfigSource.read(file, Program.NGINX, Map.of()))
        .hasMessageContaining("line 1: the file ends within a directive");
  }

  @Test
  void textBetweenVariablesMayBeABlank() throws Exception {
    String text = "upstream a { hash \"$host $uri\" consistent; server a; }";
    assertThat(ConfigSource.of(Program.NGINX, text, Map.of()).upstream("a").keyRules())
        .containsExactly(
            new KeyRule.Joined(
                List.of(new KeyRule.Host(), new KeyRule.Literal(" "), new KeyRule.NormalPath())));
  }
}
