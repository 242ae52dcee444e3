package io.ringway.balancer.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.tls.ServerTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsPageTests {

  @TempDir Path folder;

  @Test
  void aReloadReadsTheAuthoritiesToo() throws IOException {
    String one = MadeCertificate.of(folder, "EC", 9, "one.example").certificatePem();
    String other = MadeCertificate.of(folder, "EC", 9, "other.example").certificatePem();
    Path file = Files.writeString(folder.resolve("ca.pem"), one);
    TlsPage page = new TlsPage(null, ServerTrust.open(file, InstantSource.system()));
    assertThat(page.show().body()).contains("\"count\":1");
    Files.writeString(file, one + other);
    assertThat(page.reload().body()).contains("\"count\":2");
    Files.writeString(file, "none");
    WholeResponse refused = page.reload();
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body())
        .contains("The authorities and the certificate for servers from before stay in force.");
    assertThat(page.show().body()).contains("\"count\":2");
  }
}
