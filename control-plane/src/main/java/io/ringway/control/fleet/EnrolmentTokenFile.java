package io.ringway.control.fleet;

import io.ringway.control.shell.NodeName;
import io.ringway.control.shell.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * The file with the enrolment token for the balancer on the same machine. It exists and holds an
 * active token once the control plane has started.
 */
@Component
final class EnrolmentTokenFile implements ApplicationRunner {

  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentTokenFile.class);

  private final EnrolmentTokens tokens;
  private final String name;
  private final Path file;

  EnrolmentTokenFile(
      EnrolmentTokens tokens,
      NodeName node,
      @Value("${ringway.fleet.token-file:${ringway.data:./data}/balancer.token}") String file) {
    this.tokens = tokens;
    this.name = "local balancer of " + node.text();
    this.file = Path.of(file).toAbsolutePath();
  }

  @Override
  public void run(ApplicationArguments args) {
    try {
      if (Files.exists(file) && tokens.verify(Files.readString(file).strip()).isPresent()) {
        return;
      }
      // The file of an older token of this node is gone: nobody should still use that token.
      tokens.revokeAllNamed(name);
      String token = tokens.issue(name).token();
      PrivateFiles.replace(file, (token + "\n").getBytes(StandardCharsets.UTF_8));
      LOG.info("Enrolment token for the local balancer written to {}", file);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The enrolment token cannot be kept in "
              + file
              + " ("
              + e
              + "). Make the folder writable, or set ringway.fleet.token-file to another file.",
          e);
    }
  }
}
