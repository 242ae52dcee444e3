package io.ringway.balancer.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatesTests {

  @TempDir static Path made;
  @TempDir Path folder;

  private static MadeCertificate rsa;
  private static MadeCertificate ec;

  @BeforeAll
  static void make() {
    rsa = MadeCertificate.of(made, "RSA", 30, "shop.example", "*.shop.example");
    ec = MadeCertificate.of(made, "EC", 60, "Blog.example", "shop.example");
  }

  private Path write(String name, String... parts) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("", parts));
  }

  private static Certificates open(Path path) throws IOException {
    return Certificates.open(path, InstantSource.system());
  }

  private String chosen(@Nullable String host) throws IOException {
    return new CertificateSet(new CertificateFiles(folder).read(), SslProvider.JDK)
        .choose(host)
        .file()
        .getFileName()
        .toString();
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"JDK", "OPENSSL"})
  void bothEnginesTakeEveryKindOfKey(SslProvider provider) throws IOException {
    write("a.pem", rsa.pem());
    write("b.pem", ec.pem());
    write("c.pem", MadeCertificate.of(made, "Ed25519", 9, "c.example").pem());
    assertThat(Certificates.open(folder, provider, InstantSource.system()).served()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theKeyMayBeInTheFileOrBesideItInEitherForm(boolean own) throws IOException {
    for (MadeCertificate each : List.of(rsa, ec)) {
      String key = own ? each.bareKeyPem() : each.keyPem();
      assertThat(open(write("one.pem", key, each.certificatePem())).served()).hasSize(1);
      Path beside = write("tls.crt", "leaf\n", each.certificatePem());
      write("tls.key", "what stands between the blocks is passed over\n", key);
      assertThat(open(beside).served())
          .singleElement()
          .satisfies(
              certificateInfo -> assertThat(certificateInfo.serial()).isEqualTo(each.serial()));
    }
  }

  @Test
  void aHostGetsTheCertificateThatNamesIt() throws IOException {
    write("a.pem", rsa.pem());
    write("b.crt", ec.certificatePem());
    write("b.key", ec.keyPem());
    write(".hidden.pem", "");
    write("readme.txt", "");
    assertThat(chosen("blog.example")).isEqualTo("b.crt");
    assertThat(chosen("www.shop.example")).isEqualTo("a.pem");
    assertThat(chosen("shop.example")).as("the one that lasts longer").isEqualTo("b.crt");
    assertThat(chosen(null)).isEqualTo("a.pem");
    write("default.pem", ec.pem());
    assertThat(chosen(null)).isEqualTo("default.pem");
    assertThat(chosen("other.example")).isEqualTo("default.pem");
    assertThat(chosen("a.www.shop.example")).as("a star is one label").isEqualTo("default.pem");
  }

  private static void refused(Path path, String why) {
    assertThatThrownBy(() -> open(path)).isInstanceOf(IOException.class).hasMessageContaining(why);
  }

  @Test
  void whatCannotBeUsedIsToldInOneSentence() throws IOException {
    refused(folder, "There is no certificate in " + folder);
    refused(write("a.pem", rsa.certificatePem()), "there is no private key in it, nor in");
    refused(write("a.pem", rsa.keyPem()), "it holds no certificate");
    refused(write("a.pem", rsa.pem(), rsa.keyPem()), "there is more than one private key");
    refused(write("a.pem", ec.certificatePem(), rsa.keyPem()), "Cannot use " + folder);
    MadeCertificate other = MadeCertificate.of(made, "EC", 9, "x.example");
    MadeCertificate stranger = MadeCertificate.of(made, "EC", 9, "stranger");
    refused(
        write("a.pem", ec.certificatePem(), other.keyPem()),
        "the private key is not that of the first certificate");
    String locked = MadeCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[9]);
    refused(write("a.pem", rsa.certificatePem(), locked), "the private key is encrypted");
    refused(write("a.pem", rsa.pem().replace("MII", "!!")), "Cannot use " + folder);
    refused(write("a.pem", " ".repeat((1 << 20) + 1)), "is larger than 1 MiB");
    refused(write("a.pem", other.pem(), stranger.certificatePem()), "are not in order");
    refused(folder.resolve("none.pem"), "none.pem");
  }

  private static String serial(Certificates certificates) {
    return certificates.served().getFirst().serial();
  }

  @Test
  void aChangeIsReadOnceItHasSettledAndABrokenOneIsNot() throws IOException {
    Path file = write("a.crt", rsa.certificatePem());
    write("a.key", rsa.keyPem());
    Certificates certificates = open(file);
    certificates.reloadIfChanged();
    write("a.crt", ec.certificatePem());
    certificates.reloadIfChanged();
    write("a.key", ec.keyPem());
    certificates.reloadIfChanged();
    assertThat(serial(certificates)).isEqualTo(rsa.serial());
    certificates.reloadIfChanged();
    assertThat(serial(certificates)).isEqualTo(ec.serial());
    write("a.key", "broken");
    certificates.reloadIfChanged();
    certificates.reloadIfChanged();
    assertThat(serial(certificates)).isEqualTo(ec.serial());
    assertThatThrownBy(certificates::reload).hasMessageContaining("there is no private key");
    assertThat(serial(certificates)).isEqualTo(ec.serial());
    write("a.crt", rsa.certificatePem());
    write("a.key", rsa.keyPem());
    certificates.reloadIfChanged();
    certificates.reloadIfChanged();
    assertThat(serial(certificates)).isEqualTo(rsa.serial());
  }

  @Test
  void anExpiredOneIsStillShown() throws IOException {
    MadeCertificate old = MadeCertificate.of(made, "EC", 1, "old.example");
    assertThat(open(write("a.pem", old.pem())).served()).hasSize(1);
  }
}
