package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreeTests {

  @TempDir Path folder;

  private final StringWriter said = new StringWriter();

  private int run(String... args) {
    PrintWriter writer = new PrintWriter(said);
    int status = RingwayCli.commands(writer, writer).execute(args);
    writer.flush();
    return status;
  }

  private int agree(String config, String upstream, String... more) throws Exception {
    return run(
        Stream.concat(
                Stream.of(
                    "agree",
                    "--config",
                    ConfigSourceTests.resource(config).toString(),
                    "--upstream",
                    upstream),
                Arrays.stream(more))
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"nginx.conf, nginx.log", "haproxy.cfg, haproxy.log"})
  void theLogOfARealProgramStays(String config, String log) throws Exception {
    int status = agree(config, "weighted", "--log", ConfigSourceTests.resource(log).toString());
    assertThat(said.toString())
        .contains("600 requests compared")
        .contains("Keys that stay where they are:     300 of 300 (100.00 %)")
        .contains("Requests that stay where they are: 600 of 600 (100.00 %)");
    assertThat(status).isZero();
  }

  @ParameterizedTest
  @CsvSource({"nginx.conf, nginx.log", "haproxy.cfg, haproxy.log"})
  void aLogIsReadAsGzip(String config, String log) throws Exception {
    Path packed = folder.resolve("log.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(ConfigSourceTests.resource(log), out);
    }
    assertThat(agree(config, "weighted", "--log", packed.toString())).isZero();
    assertThat(said.toString()).contains("600 of 600 (100.00 %)");
  }

  @Test
  void aLogOfOtherWeightsMoves() throws Exception {
    int status =
        agree("nginx.conf", "equal", "--log", ConfigSourceTests.resource("nginx.log").toString());
    assertThat(status).isEqualTo(1);
    assertThat(said.toString()).contains("  moves: ").doesNotContain("100.00");
  }

  @Test
  void keysWithTheirServersAreCompared() throws Exception {
    List<String> lines = new ArrayList<>();
    for (String[] row : ConfigSourceTests.recorded("haproxy.csv")) {
      lines.add(ConfigSourceTests.key(Integer.parseInt(row[0])) + "\t" + row[2]);
    }
    Path keys = Files.write(folder.resolve("keys"), lines);
    assertThat(agree("haproxy.cfg", "weighted", "--keys", keys.toString())).isZero();
    assertThat(said.toString())
        .contains("Keys that stay where they are:     10,000 of 10,000 (100.00 %)");
  }

  @Test
  void whatCannotBeComparedIsSaid() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), "user-1\n");
    assertThat(agree("nginx.conf", "equal", "--keys", keys.toString())).isEqualTo(1);
    assertThat(said.toString()).contains("line 1: there is nothing to compare with");

    Files.writeString(keys, "user-1\tnobody\n");
    assertThat(agree("nginx.conf", "equal", "--keys", keys.toString())).isEqualTo(1);
    assertThat(said.toString()).contains("the upstream has no server 'nobody'");

    Path log = Files.writeString(folder.resolve("log"), "x\n");
    assertThat(agree("nginx.conf", "equal", "--log", log.toString())).isEqualTo(1);
    assertThat(said.toString()).contains("1 lines not of the format").contains("Nothing could be");
    assertThat(agree("nginx.conf", "equal", "--log", log.toString(), "--format", "short"))
        .isEqualTo(1);
    assertThat(said.toString()).contains("has no $upstream_addr");
    assertThat(agree("nginx.conf", "equal")).isEqualTo(2);
    assertThat(agree("nginx.conf", "equal", "--log", folder.resolve("none").toString()))
        .isEqualTo(1);
    assertThat(said.toString()).contains("There is no file");
  }

  @Test
  void anImportWithoutAControlPlaneSaysSo() throws Exception {
    String config = ConfigSourceTests.resource("nginx.conf").toString();
    assertThat(run("import", config, "--upstream", "equal", "--data", folder.toString()))
        .isEqualTo(1);
    assertThat(said.toString()).contains("known as 127.81.7.1:28101").contains("There is no token");
    assertThat(run("import", config, "--token", "x")).isEqualTo(1);
    assertThat(said.toString()).contains("import one at a time with --upstream");
    assertThat(run("import", folder.resolve("none.conf").toString())).isEqualTo(1);
    assertThat(said.toString()).contains("There is no file");
  }
}
