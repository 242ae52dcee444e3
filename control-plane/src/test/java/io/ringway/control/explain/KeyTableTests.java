package io.ringway.control.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTableTests {

  @Test
  void aFileOfKeysIsQuotedAndNeverAFormula() {
    String csv =
        new KeyTable(
                List.of(
                    new KeyTable.Row("a\"b,c", "6122622c63", "00ff", 0.25, "one", "one or two"),
                    new KeyTable.Row("=1+1", "3d312b31", "00aa", 0.5, "", "")))
            .csv();
    assertThat(csv.split("\r\n"))
        .containsExactly(
            "key,keyHex,hash,position,owner,takenBy",
            "\"a\"\"b,c\",6122622c63,00ff,0.250000000000,\"one\",\"one or two\"",
            "\"'=1+1\",3d312b31,00aa,0.500000000000,\"\",\"\"");
  }
}
