package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLinesTests {

  @TempDir Path folder;

  private static byte[] gzip(String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private List<String> lines(byte[] content) throws Exception {
    List<String> read = new ArrayList<>();
    try (LogLines lines = LogLines.open(Files.write(folder.resolve("log"), content))) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        read.add(line);
        assertThat(lines.number()).isEqualTo(read.size());
      }
    }
    return read;
  }

  @Test
  void linesEndWithLineFeedsOrTheFile() throws Exception {
    assertThat(lines("a\n\nb\r\nc".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("a", "", "b", "c");
    assertThat(lines(new byte[0])).isEmpty();
    assertThat(lines(new byte[] {0x1f})).hasSize(1);
  }

  @Test
  void gzipIsUnpackedAlsoInSeveralMembers() throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(gzip("a\nb"));
    both.writeBytes(gzip("c\nd\n"));
    assertThat(lines(both.toByteArray())).containsExactly("a", "bc", "d");
  }

  @Test
  void brokenGzipIsOneSentence() throws Exception {
    byte[] whole = gzip("line\n".repeat(10_000));
    assertThatThrownBy(() -> lines(Arrays.copyOf(whole, whole.length - 9)))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("ends early or is damaged");
    assertThatThrownBy(() -> lines(new byte[] {0x1f, (byte) 0x8b, 1}))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("begins as gzip does");
  }

  @Test
  void ofALongLineTheBeginningIsKept() throws Exception {
    String line = "x".repeat(3 * LogLines.LONGEST);
    List<String> read = lines((line + "\nb\n").getBytes(StandardCharsets.UTF_8));
    assertThat(read).hasSize(2).last().isEqualTo("b");
    assertThat(read.getFirst()).hasSize(LogLines.LONGEST);
  }
}
