package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinCommandTests {

  private static final String TOKEN = "rwb_0123456789ab_secret";

  private static JoinCommand to(String control) {
    return new JoinCommand("edge-2", 5100, 5101, control, TOKEN);
  }

  /**
   * Returns the words that a shell makes of a command, by a function that replaces its first word
   * and prints the others.
   */
  private static List<String> words(String command) throws IOException {
    String script =
        "docker() { printf '%s\\n' \"$@\"; }; launcher() { printf '%s\\n'"
            + " \"$RINGWAY_BALANCER_TOKEN\" \"$@\"; }; "
            + command.replace("./ringway", "launcher");
    Process shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  @Test
  void aShellReadsTheCommandsAsTheyAreMeant() throws IOException {
    String odd = "https://ringway.example/$(id)'s;x";
    assertThat(words(to(odd).launcher()))
        .containsSubsequence(
            TOKEN, "balancer", "--control", odd, "--name", "edge-2", "--port", "5100");
    assertThat(words(to("https://ringway.example").docker()))
        .containsSubsequence("run", "--name", "edge-2", "-v", "edge-2:/data", "-p", "5100:5100")
        .contains(
            "127.0.0.1:5101:5101",
            "RINGWAY_CONTROL_URL=https://ringway.example",
            "RINGWAY_BALANCER_TOKEN=" + TOKEN)
        .endsWith("ringway-balancer")
        .doesNotContain("--network");
  }

  /** Checks that the container does not use localhost, which would be the container itself. */
  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"})
  void aContainerReachesTheControlPlaneOfItsMachine(String control) throws IOException {
    assertThat(to(control).isLocalOnly()).isTrue();
    assertThat(words(to(control).docker()))
        .containsSubsequence("--network", "host")
        .contains("RINGWAY_ADMIN_BIND=127.0.0.1")
        .doesNotContain("-p");
  }

  @Test
  void saysNothingOfTheTokenWhereItIsPrinted() {
    assertThat(to("http://localhost:8080")).asString().doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "a b", "a;b", "$(id)", "ä"})
  void aNameIsOneWordOfAShell(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JoinCommand.check(name, 1, 2))
        .withMessageContaining("name of 1 to 63");
  }

  @Test
  void thePortsDiffer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JoinCommand.check("a", 5000, 5000))
        .withMessageContaining("two different ports");
    assertThatIllegalArgumentException().isThrownBy(() -> JoinCommand.check("a", 0, 5000));
  }
}
