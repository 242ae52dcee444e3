package io.ringway.control.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.control.ControlPlane;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The log of a start that fails: the reason and nothing else. */
@ExtendWith(OutputCaptureExtension.class)
class TakenPortIT {

  @TempDir Path data;

  @Test
  void is_told_in_one_line(CapturedOutput output) throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() ->
              new SpringApplicationBuilder(ControlPlane.class)
                  .run(
                      "--server.port=" + taken.getLocalPort(),
                      "--server.address=127.0.0.1",
                      "--ringway.data=" + data))
          .isInstanceOf(RuntimeException.class);
      assertThat(output.getAll().lines().filter(line -> line.contains(" ERROR ")))
          .singleElement()
          .asString()
          .contains("Port " + taken.getLocalPort() + " is taken by another program");
      // Flyway warns about every newer H2, in any case.
      assertThat(output.getAll().lines())
          .filteredOn(line -> line.contains(" WARN ") && !line.contains("Flyway"))
          .isEmpty();
      assertThat(output.getAll()).doesNotContain("IllegalThreadState", "\tat ");
    }
  }
}
