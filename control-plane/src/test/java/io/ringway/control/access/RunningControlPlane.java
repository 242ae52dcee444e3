package io.ringway.control.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A running control plane on a free port with the user {@code admin}; one for all tests that extend
 * this class.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "ringway.admin.password=" + Browsing.PASSWORD,
      "ringway.sample.enabled=false",
      "ringway.replicas.runtime=none",
      "server.address=127.0.0.1"
    })
public abstract class RunningControlPlane extends Browsing {

  static final Path DATA = folder();

  @DynamicPropertySource
  static void data(DynamicPropertyRegistry properties) {
    properties.add("ringway.data", DATA::toString);
  }

  private static Path folder() {
    try {
      var folder = Files.createTempDirectory("ringway-access");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
