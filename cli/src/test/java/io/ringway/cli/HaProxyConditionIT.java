package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions in an HAProxy file: the real program and the import take the same branch. */
class HaProxyConditionIT {

  private static final Map<String, String> VARIABLES =
      Map.of("EMPTY", "", "COMMA", "a,b", "BLANK", "a b");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "streq(\"\",\"x\")",
        "streq(\"\",\"\")",
        "streq(,x)",
        "streq(,)",
        "streq(\"$EMPTY\",\"\")",
        "strneq(\"$EMPTY\",)",
        "strneq(\"x\",\"\")",
        "!streq(\"\",\"x\") && defined(EMPTY)",
        "streq(\"$BLANK\",\"a b\")",
        "streq(a  b,a b)",
        "streq('a b',\"a b\")",
        "streq(a, a)",
        "streq( a,a)",
        "streq(\"'a,b'\",\"'a,b'\")",
        "streq(\"'$COMMA'\",'\"a,b\"')",
        "streq('\"a)b\"',\"'a)b'\")",
        "streq(\"''\",)",
        "streq('a\\\"b','\"a\\\"b\"')",
        "streq('a\\ b',\"a b\")",
        "streq('a\\nb',\"a\\nb\")",
        "streq('\"a\\qb\"',\"'a\\qb'\")",
        "streq('a\\#b','a#b')",
        "streq(\"a\\\\b\",'a\\b')",
        "defined('\"EMP\"TY')",
        "defined( EMPTY )",
        "defined()",
        // HAProxy refuses these.
        "streq()",
        "streq(\"\")",
        "streq(\"$COMMA\",\"a,b\")",
        "streq(a,b,c)",
        "streq(\")\",\")\")",
        "streq('a\"b','a\"b')",
        "streq (a,a)",
        "defined(EMPTY,)",
      })
  void branchIsTheOneThatHaProxyTakes(String condition) throws Exception {
    String text = ".if " + condition + "\n.alert TAKEN\n.else\n.alert LEFT\n.endif\n";
    try (RealProgram real = new RealProgram(folder)) {
      real.environment.putAll(VARIABLES);
      assertThat(imported(text)).isEqualTo(branch(real.haproxyTakes(text).output()));
    }
  }

  private static String imported(String text) {
    try {
      HaProxyFile.parse(text, VARIABLES);
      return "no '.alert' was met";
    } catch (CliException e) {
      return branch(e.sentence());
    }
  }

  private static String branch(String said) {
    return said.contains("TAKEN") ? "taken" : said.contains("LEFT") ? "left" : "refused";
  }
}
