package io.ringway.balancer.exchange;

import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.address.Networks;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that hold for the main port's TLS and for that of a cluster's own port. */
@ParameterizedClass
@EnumSource(TlsPort.Which.class)
abstract class EitherTlsPort {

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir static Path folder;

  static Certificates certificates;

  @Parameter TlsPort.Which which;
  TlsPort port;

  @BeforeAll
  static void make() throws IOException {
    certificates = TlsPort.anyCertificate(folder);
  }

  @BeforeEach
  void start() throws IOException {
    port = TlsPort.of(which, Transport.Kind.AUTO, certificates, Networks.NONE);
  }

  @AfterEach
  void stop() {
    port.close();
  }
}
