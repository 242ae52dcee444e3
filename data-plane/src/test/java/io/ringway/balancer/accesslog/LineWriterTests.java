package io.ringway.balancer.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LineWriterTests {

  private static String escaped(byte[] text) {
    byte[] block = new byte[LineWriter.MOST_ESCAPED];
    LineWriter lineWriter = new LineWriter();
    lineWriter.at(block, 0);
    lineWriter.escaped(text, 0, text.length);
    return new String(block, 0, lineWriter.position(), StandardCharsets.US_ASCII);
  }

  @Test
  void everyByteComesOutPrintableAndComesBackFromJson() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    String text = escaped(all);
    assertThat(text).matches("[ !#-\\[\\]-~\\\\]+").doesNotContain("\"");
    Map<?, ?> read = JsonMapper.builder().build().readValue("{\"a\":\"" + text + "\"}", Map.class);
    assertThat(read.get("a")).isEqualTo(new String(all, StandardCharsets.ISO_8859_1));
  }

  @Test
  void theLongestTextFits() {
    byte[] long1 = new byte[LineWriter.MOST_OF_A_TEXT + 1];
    Arrays.fill(long1, (byte) '"');
    assertThat(escaped(long1)).hasSize(LineWriter.MOST_ESCAPED).endsWith("\\u0022...");
    byte[] just = Arrays.copyOf(long1, LineWriter.MOST_OF_A_TEXT);
    assertThat(escaped(just)).doesNotContain("...");
  }

  @Test
  void randomBytesNeverEndALineOrAField() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      assertThat(escaped(bytes)).doesNotContain("\n", "\r", "\"", "\u001b");
    }
  }
}
