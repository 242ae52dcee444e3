package io.ringway.control.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.PortInUseException;

class DataFolderTests {

  @TempDir Path folder;

  @Test
  void a_folder_that_can_be_written_is_left_as_it_was() throws IOException {
    DataFolderInitializer.check(folder.resolve("a/b"));
    try (var files = Files.list(folder.resolve("a/b"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void what_ringway_keeps_is_closed_to_others() throws IOException {
    var data = folder.resolve("installation");
    Files.createDirectories(data.resolve("replicas"));
    Files.createDirectories(data.resolve("balancer/certificates"));
    for (var file :
        List.of(
            "control-plane.mv.db",
            "log/control-plane.log",
            "run/settings",
            "replicas/a.json",
            "balancer/certificates/key.pem")) {
      Files.createDirectories(data.resolve(file).getParent());
      Files.createFile(data.resolve(file));
    }
    try (var all = Files.walk(data)) {
      for (var each : all.toList()) {
        rights(each, Files.isDirectory(each) ? "rwxr-xr-x" : "rw-r--r--");
      }
    }
    DataFolderInitializer.restrictPermissions(data);
    try (var all = Files.walk(data)) {
      assertThat(all)
          .hasSize(11)
          .allSatisfy(each ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                  .as(each.toString())
                  .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void a_folder_that_holds_other_things_too_keeps_its_rights_and_they_keep_theirs()
      throws IOException {
    var home = Files.createDirectory(folder.resolve("home"));
    var theirs = Files.createFile(home.resolve("notes"));
    var ours = Files.createFile(home.resolve("api.token"));
    var elsewhere = Files.createFile(folder.resolve("elsewhere"));
    Files.createSymbolicLink(home.resolve("control-plane.mv.db"), elsewhere);
    rights(home, "rwxr-xr-x");
    for (var file : List.of(theirs, ours, elsewhere)) {
      rights(file, "rw-r--r--");
    }
    DataFolderInitializer.restrictPermissions(home);
    assertThat(Files.getPosixFilePermissions(ours)).hasSize(2);
    for (var file : List.of(theirs, elsewhere)) {
      assertThat(Files.getPosixFilePermissions(file)).hasSize(4);
    }
    assertThat(Files.getPosixFilePermissions(home)).hasSize(7);
  }

  private static void rights(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  @Test
  void a_file_in_its_place_is_named_with_the_way_out() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    for (var path : new Path[] {file, file.resolve("below")}) {
      assertThatExceptionOfType(DataFolderInitializer.Unusable.class)
          .isThrownBy(() -> DataFolderInitializer.check(path))
          .withMessageContaining(path.toString())
          .withMessageContaining("--ringway.data");
    }
  }

  @Test
  void the_report_of_a_failed_start_is_one_sentence() {
    var failures = new StartFailureAnalyzer();
    var port = failures.analyze(new IllegalStateException(new PortInUseException(8080)));
    assertThat(port).isNotNull();
    assertThat(port.getDescription()).contains("Port 8080", "--port", "server.port");
    var data = failures.analyze(new DataFolderInitializer.Unusable("The data folder is gone."));
    assertThat(data).isNotNull();
    assertThat(data.getDescription()).isEqualTo("The data folder is gone.");
    assertThat(failures.analyze(new IllegalStateException("a bug"))).isNull();
  }
}
