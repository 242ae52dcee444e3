package io.ringway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher refuses invalid options with one line and does nothing. */
class LauncherOptionsIT {

  @TempDir Path data;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          up --port             | --port takes a port number from 1 to 65535, not ''.
          up --port 0           | --port takes a port number from 1 to 65535, not '0'.
          up --site-port 70000  | --site-port takes a port number from 1 to 65535, not '70000'.
          up --data             | --data takes a folder.
          up --prot 8081        | unknown option '--prot'; ./ringway help lists them.
          up --port 5000        | two parts cannot share port 5000: give each of --port, --balancer-port, --admin-port and --site-port its own.
          down --data           | --data takes a folder.
          down --date x         | unknown option '--date'; only --data DIR is possible here.
          stop                  | '' is not a part: use control-plane, balancer or site.
          stop dashboard        | 'dashboard' is not a part: use control-plane, balancer or site.
          stop site --date x    | unknown option '--date'; only --data DIR is possible here.
          start site --data x y | unknown option 'y'; only --data DIR is possible here.
          """)
  void saysInOneLineWhatIsWrong(String words, String answer) throws Exception {
    assertThat(RunningSystem.run(words.strip().split(" ")).strip()).isEqualTo("ringway: " + answer);
  }

  @Test
  void stopsNothingWhereNothingRuns() throws Exception {
    String folder = data.toString();
    assertThat(RunningSystem.run("down", "--data", folder)).contains("Nothing runs with");
    assertThat(RunningSystem.run("stop", "site", "--data", folder)).contains("nothing runs with");
  }
}
