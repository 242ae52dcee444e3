package io.ringway.control.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.PortInUseException;

class DataFolderTests {

  @TempDir Path folder;

  @Test
  void a_folder_that_can_be_written_is_left_as_it_was() throws IOException {
    DataFolder.check(folder.resolve("a/b"));
    try (var files = Files.list(folder.resolve("a/b"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void a_file_in_its_place_is_named_with_the_way_out() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    for (var path : new Path[] {file, file.resolve("below")}) {
      assertThatExceptionOfType(DataFolder.Unusable.class)
          .isThrownBy(() -> DataFolder.check(path))
          .withMessageContaining(path.toString())
          .withMessageContaining("--ringway.data");
    }
  }

  @Test
  void the_report_of_a_failed_start_is_one_sentence() {
    var failures = new StartFailures();
    var port = failures.analyze(new IllegalStateException(new PortInUseException(8080)));
    assertThat(port).isNotNull();
    assertThat(port.getDescription()).contains("Port 8080", "--port", "server.port");
    var data = failures.analyze(new DataFolder.Unusable("The data folder is gone."));
    assertThat(data).isNotNull();
    assertThat(data.getDescription()).isEqualTo("The data folder is gone.");
    assertThat(failures.analyze(new IllegalStateException("a bug"))).isNull();
  }
}
