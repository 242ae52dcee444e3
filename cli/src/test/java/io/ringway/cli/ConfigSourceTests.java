package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerState;
import io.ringway.ring.RingSpec.HaProxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSourceTests {

  /** The columns of the recorded results for which this test's configurations have upstreams. */
  private static final List<String> SCENARIOS = List.of("equal", "weighted", "down", "added");

  @TempDir Path folder;

  static Path resource(String name) throws Exception {
    return Path.of(ConfigSourceTests.class.getResource(name).toURI());
  }

  private static ConfigSource read(String name) throws Exception {
    return ConfigSource.read(resource(name), null, Map.of("scheme", "https"));
  }

  private ConfigSource text(String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    return ConfigSource.read(file, null, Map.of());
  }

  static String key(int number) {
    return number % 2 == 0 ? "user-" + number : "/img/" + number + "/a.png?v=" + number % 7;
  }

  /**
   * Returns the recorded results of the real program: a row of server letters for each key number.
   */
  static List<String[]> recorded(String name) throws Exception {
    Path file = Path.of("../ring/src/test/resources/io/ringway/ring", name);
    return Files.readAllLines(file).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(","))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"nginx.conf, nginx.csv", "haproxy.cfg, haproxy.csv"})
  void everyKeyStaysWhereTheRealProgramHadIt(String config, String golden) throws Exception {
    ConfigSource configSource = read(config);
    List<String[]> rows = recorded(golden);
    assertThat(rows).hasSize(10_000);
    for (String scenario : SCENARIOS) {
      KeyMapping keyMapping = new KeyMapping(configSource.upstream(scenario).cluster());
      List<String> moved = new ArrayList<>();
      for (String[] row : rows) {
        String server = row[1 + SCENARIOS.indexOf(scenario)];
        String address = "127.81.7." + (server.charAt(0) - 'a' + 1) + ":28101";
        String key = key(Integer.parseInt(row[0]));
        if (!keyMapping.address(key).equals(address)) {
          moved.add(key);
        }
      }
      assertThat(moved).as(scenario).isEmpty();
    }
  }

  @Test
  void anNginxUpstreamKeepsItsWordsAndSaysWhatIsLeftOut() throws Exception {
    Upstream app = read("nginx.conf").upstream("app");
    assertThat(app.keyRules())
        .containsExactly(
            new KeyRule.Joined(
                List.of(
                    new KeyRule.Literal("https"), new KeyRule.Host(), new KeyRule.RequestUri())));
    assertThat(app.servers())
        .extracting(Upstream.Server::hashKey)
        .containsExactly(
            "127.81.7.1:28101", "127.81.7.2:28101", "127.81.7.3:28101", "127.81.7.4:28101");
    assertThat(app.servers())
        .extracting(Upstream.Server::weight)
        .containsExactly(1.0, 5.0, 10.0, 1.0);
    assertThat(app.servers().get(3).state()).isEqualTo(ServerState.DRAINING);
    assertThat(app.remarks())
        .anyMatch(remark -> remark.startsWith("line 20: 'max_fails=2'"))
        .anyMatch(remark -> remark.startsWith("line 25: 'resolver_timeout'"));
  }

  @Test
  void serversOfNginxMayHaveNamesAndNoPort() throws Exception {
    Upstream names = read("nginx.conf").upstream("names");
    assertThat(names.servers())
        .extracting(server -> server.name() + " " + server.address() + " " + server.hashKey())
        .containsExactly(
            "app-1.example app-1.example:80 app-1.example",
            "app-2.example-8080 app-2.example:8080 app-2.example:8080",
            "fd12-7-8080 [fd12::7]:8080 [fd12::7]:8080");
  }

  @Test
  void anHaProxyBackendInheritsAndOverrides() throws Exception {
    Upstream app = read("haproxy.cfg").upstream("app");
    assertThat(app.placement()).isEqualTo(new HaProxy(HaProxy.Function.DJB2, true));
    assertThat(app.keyRules()).containsExactly(new KeyRule.PathPrefix(2));
    assertThat(app.health().path()).isEqualTo("/health");
    assertThat(app.boundedLoad()).isEqualTo(1.5);
    assertThat(app.servers())
        .extracting(Upstream.Server::state)
        .containsExactly(
            ServerState.READY,
            ServerState.DISABLED,
            ServerState.READY,
            ServerState.DISABLED,
            ServerState.DRAINING);
    assertThat(app.servers())
        .extracting(Upstream.Server::hashKey)
        .containsExactly("1", "7", "3", "4", "5");
    assertThat(read("haproxy.cfg").upstream("addresses").placement())
        .isEqualTo(new HaProxy(HaProxy.Function.ADDRESS, true));
  }

  /** Compares with HAProxy 2.6, whose "show servers state" listed these ids for the same lines. */
  @Test
  void idsAreCountedAsHaProxyCountsThem() throws Exception {
    assertThat(read("haproxy.cfg").upstream("counted").servers())
        .extracting(Upstream.Server::hashKey)
        .containsExactly("2", "3", "4", "5", "1", "7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nginx.conf | sticky | line 46: it has no 'hash KEY consistent'",
        "nginx.conf | moving | line 47: 'hash' without 'consistent'",
        "nginx.conf | socket | line 48: 'unix:/run/app.sock' is a Unix socket",
        "nginx.conf | binary | line 49: the key has $binary_remote_addr",
        "nginx.conf | ssl | --set ssl_session_id=TEXT",
        "nginx.conf | fixed | line 51: the key 'everything' is the same for every request",
        "nginx.conf | spare | line 52: nginx does not start with a backup server",
        "nginx.conf | twice | line 53: it has 'hash' and 'least_conn'",
        "nginx.conf | light | line 54: the weight is '0.5'",
        "nginx.conf | nobody | There is no upstream 'nobody'; there is: app, equal",
        "haproxy.cfg | rounds | 'balance roundrobin' does not choose by a key",
        "haproxy.cfg | map | without 'hash-type consistent'",
        "haproxy.cfg | dns | 'server-template' makes servers",
        "haproxy.cfg | bytes | 'balance uri len' cuts keys",
        "haproxy.cfg | port | Ringway needs host:port",
        "haproxy.cfg | strange | the hash function 'md5' is not known"
      })
  void whatCannotBeTakenOverIsSaid(String config, String upstream, String why) throws Exception {
    ConfigSource configSource = read(config);
    assertThatThrownBy(() -> configSource.upstream(upstream))
        .isInstanceOf(CliException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.conf | upstream a { | line 1: the file ends within a directive",
        "a.conf | upstream a { server b } | line 1: a ';' is missing before '}'",
        "a.conf | } | line 1: '}' closes nothing",
        "a.conf | { } | line 1: '{' without a directive",
        "a.conf | hash \"x; | line 1: a quote is not closed",
        "a.cfg | server a 10.0.0.1:80 | line 1: 'server' stands outside of every section",
        "a.cfg | backend \"a | line 1: a quote is not closed"
      })
  void aBrokenFileIsRefusedWithItsLine(String name, String broken, String why) {
    assertThatThrownBy(() -> text(name, broken)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "a.conf, UTF-8, (UTF-8)",
    "a.cfg, UTF-8, (UTF-8)",
    "a.conf, UTF-16LE, (UTF-16)",
    "a.cfg, UTF-16BE, (UTF-16)",
  })
  void aByteOrderMarkIsNamed(String name, String charset, String which) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, "\uFEFFglobal\n", Charset.forName(charset));
    assertThatThrownBy(() -> ConfigSource.read(file, null, Map.of()))
        .hasMessageContaining("begins with a byte order mark " + which)
        .hasMessageContaining("save it as UTF-8 without one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "uri | Path[]",
        "uri whole | RequestUri[]",
        "hdr(Host) | Header[name=Host, firstElement=false]",
        "hdr(X-Forwarded-For) | Header[name=X-Forwarded-For, firstElement=true]",
        "hash req.hdr(X-User,1) | Header[name=X-User, firstElement=true]",
        "hash path | Path[]",
        "hash pathq | RequestUri[]",
        "hash req.cook(sid) | Cookie[name=sid]",
        "hash urlp(id) | Query[name=id]",
        "hash method | Method[]"
      })
  void keysOfHaProxyAreUnderstood(String balance, String rule) throws Exception {
    ConfigSource configSource =
        text(
            "a.cfg",
            "backend a\n  balance "
                + balance
                + "\n  hash-type consistent\n  server s 10.0.0.1:80\n");
    assertThat(configSource.upstream("a").keyRules()).hasToString("[" + rule + "]");
  }
}
