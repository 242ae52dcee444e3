package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.address.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which certificate clients are shown, and which hosts their connection is for then. */
@ParameterizedClass
@EnumSource(TlsPort.Which.class)
class CertificateChoiceTests {

  private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  @TempDir static Path folder;

  private static MadeCertificate shop;
  private static MadeCertificate blog;
  private static Certificates certificates;

  @Parameter TlsPort.Which which;
  private TlsPort port;

  @BeforeAll
  static void make() throws IOException {
    shop = MadeCertificate.of(folder, "RSA", 30, "shop.example");
    blog = MadeCertificate.of(folder, "EC", 30, "*.blog.example");
    Path files = Files.createDirectories(folder.resolve("certificates"));
    Files.writeString(files.resolve("blog.pem"), blog.pem());
    Files.writeString(files.resolve("default.pem"), shop.pem());
    certificates = Certificates.open(files, InstantSource.system());
  }

  @BeforeEach
  void start() throws IOException {
    port = TlsPort.of(which, Transport.Kind.AUTO, certificates, Networks.NONE);
  }

  @AfterEach
  void stop() {
    port.close();
  }

  private static String serial(SSLSocket tls) throws IOException {
    return ((X509Certificate) tls.getSession().getPeerCertificates()[0])
        .getSerialNumber()
        .toString(16);
  }

  @Test
  void theNameThatIsAskedForChoosesTheCertificate() throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket none = port.connect(version, "");
          SSLSocket other = port.connect(version, "other.example");
          SSLSocket named = port.connect(version, "www.BLOG.example")) {
        assertThat(serial(none)).isEqualTo(shop.serial());
        assertThat(serial(other)).isEqualTo(shop.serial());
        assertThat(serial(named)).isEqualTo(blog.serial());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example,     shop.example,       200",
    "shop.example,     SHOP.example.:443,  200", // the same name
    "www.blog.example, img.blog.example,   200", // another one of the certificate's
    "shop.example,     sh%6Fp.example%2e,  200",
    "www.blog.example, im%67.blog.example, 200",
    "www.blog.example, shop.example,       421",
    "www.blog.example, a.b.blog.example,   421", // * stands for one label
    "www.blog.example, blog.example,       421",
    "www.blog.example, 127.0.0.1,          421",
    "other.example,    other.example,      200", // who takes it in spite of its certificate
    "other.example,    shop.example,       200",
    "other.example,    blog.example,       421",
    "'',               blog.example,       200", // who names no host is promised none
  })
  void aHostThatTheConnectionIsNotForIsMisdirected(String asked, String host, int status)
      throws Exception {
    try (FakeServer server = FakeServer.answering(OK)) {
      port.rig.route(server.port());
      try (SSLSocket tls = port.connect("TLSv1.3", asked)) {
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        FakeServer.write(tls.getOutputStream(), request);
        String answer = Rig.readAnswer(tls.getInputStream());
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(server.heads).hasSize(status == 200 ? 1 : 0);
        if (status == 421) {
          assertThat(answer).contains("Ringway-Reason: misdirected\r\n").doesNotContain("close");
          request = request.replace(host, asked);
          assertThat(
                  TlsPort.exchange(
                      tls, request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")))
              .as("the connection is as good as before")
              .startsWith("HTTP/1.1 200 ");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET https://shop.example/a?b, other.example, 200, GET /a?b",
    "GET HTTPS://shop.example:443, other.example, 200, GET /",
    "GET https://shop.example?b, shop.example, 200, GET /?b",
    "OPTIONS https://shop.example, shop.example, 200, OPTIONS *",
    "GET http://shop.example/a, shop.example, 200, GET /a",
    "GET https://blog.example/a, shop.example, 421, ''",
    "GET https://u@shop.example/a, shop.example, 400, ''",
    "GET https:///a, shop.example, 400, ''",
  })
  void aTargetMayBeAnHttpsUrl(String line, String host, int status, String seen) throws Exception {
    try (FakeServer server = FakeServer.answering(OK)) {
      port.rig.route(server.port());
      try (SSLSocket tls = port.connect("TLSv1.3", "shop.example")) {
        String request = line + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        FakeServer.write(tls.getOutputStream(), request);
        assertThat(Rig.readAnswer(tls.getInputStream())).startsWith("HTTP/1.1 " + status + " ");
        assertThat(server.heads).hasSize(status == 200 ? 1 : 0);
        if (status == 200) {
          assertThat(server.heads.getFirst())
              .startsWith(seen + " HTTP/1.1\r\nHost: shop.example")
              .contains("\r\nX-Forwarded-Proto: https\r\n");
        }
      }
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnectionsAndOldOnesLiveOn() throws Exception {
    Path file = Files.writeString(folder.resolve("changing.pem"), blog.pem());
    Certificates changing = Certificates.open(file, InstantSource.system());
    try (FakeServer server = FakeServer.answering(OK);
        TlsPort own = new TlsPort(which, new Rig(), changing)) {
      own.rig.route(server.port());
      try (SSLSocket old = own.connect()) {
        Files.writeString(file, shop.pem());
        changing.reload();
        try (SSLSocket fresh = own.connect()) {
          assertThat(serial(fresh)).isEqualTo(shop.serial());
        }
        Files.writeString(file, shop.certificatePem() + blog.keyPem());
        assertThatThrownBy(changing::reload).hasMessageStartingWith("Cannot use " + file);
        try (SSLSocket fresh = own.connect()) {
          assertThat(serial(fresh)).isEqualTo(shop.serial());
          assertThat(TlsPort.exchange(fresh, LAST)).endsWith("ok");
        }
        assertThat(serial(old)).isEqualTo(blog.serial());
        assertThat(TlsPort.exchange(old, LAST)).endsWith("ok");
      }
    }
  }
}
