package io.ringway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Smoke test of the balancer's benchmarks: requests pass through every proxy and every feature, and
 * both report figures. The figures themselves are not tested.
 */
class BenchIT {

  private static final List<String> SHORT =
      List.of("--rounds", "1", "--seconds", "1", "--warmup", "0", "--connections", "4");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          proxy --rounds 0            | bench proxy: --rounds takes a number from 1 to 99999, not '0'.
          proxy --bodies ten          | bench proxy: --bodies takes numbers like 100,10240, not 'ten'.
          proxy --proxies nginx,squid | bench proxy: --proxies takes ringway, nginx, nginx-buffers, haproxy, haproxy-splice, caddy, direct; not 'nginx,squid'.
          proxy --schemes ftp         | bench proxy: --schemes takes http, https; not 'ftp'.
          proxy --seconds             | bench proxy: --seconds takes a number from 1 to 99999, not ''.
          proxy --out                 | bench proxy: --out takes a file.
          proxy --fast                | bench proxy: unknown option '--fast'; --help lists them.
          features --rounds x         | bench features: --rounds takes a number from 1 to 99999, not 'x'.
          features --fast 1           | bench features: unknown option '--fast'; --help lists them.
          speed                       | ringway: bench takes 'ring', 'proxy', 'features', 'overload' or 'soak', not 'speed'.
          """)
  void saysInOneLineWhatIsWrong(String words, String answer) throws Exception {
    assertThat(bench(Stream.of(words.strip().split(" "))).strip()).isEqualTo(answer);
  }

  @Test
  void sendsRequestsThroughProxiesWithAndWithoutTls() throws Exception {
    needTools();
    Path file = folder.resolve("proxies.json");
    String said =
        measure(
            file,
            "proxy",
            "--proxies",
            "ringway,nginx,direct",
            "--schemes",
            "http,https",
            "--bodies",
            "100",
            "--uploads",
            "1000",
            "--port-base",
            "24100");
    List<JsonNode> results = results(file, said);
    assertThat(results)
        .extracting(result -> text(result, "scheme", "method", "proxy"))
        .containsExactlyInAnyOrder(
            "http GET ringway",
            "http GET nginx",
            "http GET direct",
            "http POST ringway",
            "http POST nginx",
            "http POST direct",
            "https GET ringway",
            "https GET nginx",
            "https GET direct",
            "https POST ringway",
            "https POST nginx",
            "https POST direct");
    assertThat(results).allSatisfy(BenchIT::hasFigures);
  }

  @Test
  void sendsRequestsThroughFeatures() throws Exception {
    needTools();
    Path file = folder.resolve("features.json");
    String said =
        measure(
            file,
            "features",
            "--features",
            "key-cookie,bounded-load,access-log,proxy-protocol,server-tls,tls-connections",
            "--port-base",
            "24200");
    List<JsonNode> results = results(file, said);
    assertThat(results)
        .extracting(result -> text(result, "feature"))
        .containsExactly(
            "as-shipped",
            "key-cookie",
            "bounded-load",
            "access-log",
            "proxy-protocol",
            "server-tls",
            "tls-connections");
    assertThat(results).allSatisfy(BenchIT::hasFigures);
  }

  private static void needTools() {
    for (String tool : List.of("bash", "wrk", "nginx", "openssl", "taskset")) {
      boolean there =
          Stream.of("/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
              .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
      TestRequirements.that(there, tool + " is not installed");
    }
    TestRequirements.that(Runtime.getRuntime().availableProcessors() > 1, "one core is too few");
  }

  private static String measure(Path file, String... words) throws Exception {
    return bench(
        Stream.of(Stream.of(words), SHORT.stream(), Stream.of("--out", file.toString()))
            .flatMap(all -> all));
  }

  private static String bench(Stream<String> words) throws Exception {
    return RunningSystem.run(Stream.concat(Stream.of("bench"), words).toArray(String[]::new));
  }

  private static List<JsonNode> results(Path file, String said) {
    assertThat(file).as(said).exists();
    return JsonMapper.shared().readTree(file.toFile()).get("results").valueStream().toList();
  }

  private static String text(JsonNode result, String... fields) {
    return String.join(" ", Stream.of(fields).map(field -> result.get(field).asString()).toList());
  }

  private static void hasFigures(JsonNode result) {
    assertThat(result.get("errors").asInt()).as("%s", result).isZero();
    assertThat(result.get("requestsPerSecond").asDouble()).as("%s", result).isPositive();
    assertThat(result.get("cpuMicrosPerRequest").asDouble()).as("%s", result).isPositive();
    assertThat(result.get("p99Millis").asDouble()).as("%s", result).isPositive();
  }
}
