package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ringway.cli.ConfigSource.Program;
import io.ringway.protocol.ServerState;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Configuration files from a seeded generator. If the real program refuses a file, so does the
 * import; otherwise every request goes to the same server.
 */
class GeneratedFilesIT {

  private static final int FILES = Integer.getInteger("ringway.generated", 12);

  @TempDir Path folder;
  private int compared;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void haProxy(int part) throws Exception {
    for (int seed = part * FILES; seed < (part + 1) * FILES; seed++) {
      String file = GeneratedHaProxyFile.text(seed);
      try (RealProgram real = new RealProgram(folder)) {
        String text = real.adapted(file);
        Upstream upstream = imported(seed, Program.HAPROXY, text, real.haproxyTakes(text));
        if (upstream != null) {
          compare(seed, text, () -> real.sameAsHaProxy(text, "shop", upstream, false), upstream);
        }
      }
    }
    assertThat(compared).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void nginx(int part) throws Exception {
    for (int seed = part * FILES; seed < (part + 1) * FILES; seed++) {
      String file = GeneratedNginxFile.text(seed);
      try (RealProgram real = new RealProgram(folder)) {
        String text = real.adapted(file);
        Upstream upstream = imported(seed, Program.NGINX, text, real.nginxTakes(text));
        if (upstream != null) {
          compare(
              seed,
              text,
              () -> real.sameAsNginx(text, "shop", upstream, Map.of(), false),
              upstream);
        }
      }
    }
    assertThat(compared).isPositive();
  }

  private interface Comparison {
    long run() throws Exception;
  }

  private void compare(int seed, String text, Comparison comparison, Upstream upstream)
      throws Exception {
    boolean ready =
        upstream.servers().stream().anyMatch(server -> server.state() == ServerState.READY);
    boolean notedToDiffer =
        upstream.remarks().stream().anyMatch(remark -> remark.contains("gives up hashing"));
    if (!ready || notedToDiffer) {
      return;
    }
    try {
      comparison.run();
      compared++;
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + text, e);
    }
  }

  /** Returns the upstream, or null when both refuse the file or the last method is not a hash. */
  private static @Nullable Upstream imported(
      int seed, Program program, String text, Peer.Verdict real) {
    try {
      if (real.accepted()) {
        assertThat(Program.of(Path.of("a"), text)).as(text).isEqualTo(program);
      }
      Upstream upstream = ConfigSource.of(program, text, Map.of()).upstream("shop");
      if (!real.accepted()) {
        fail("seed %d is taken, but the real program says: %s%n%s", seed, real.output(), text);
      }
      return upstream;
    } catch (CliException e) {
      boolean ofRight =
          !real.accepted()
              || e.sentence().contains("the last one counts")
              || e.sentence().contains("has no 'hash KEY");
      if (!ofRight) {
        fail("seed %d is refused: %s%n%s", seed, e.sentence(), text);
      }
      return null;
    }
  }
}
