package io.ringway.balancer.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.ringway.protocol.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServerTrustTests {

  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;

  @Test
  void aFileThatIsOfNoUseIsNamedWithItsFault() throws IOException {
    MadeCertificate made = MadeCertificate.of(folder, "EC", 30, "ca.example");
    Path file = folder.resolve("ca.pem");
    assertThatThrownBy(() -> ServerTrust.open(file, CLOCK)).isInstanceOf(IOException.class);
    Files.writeString(file, "not PEM");
    assertThatThrownBy(() -> ServerTrust.open(file, CLOCK))
        .hasMessage("Cannot use " + file + ": it holds no certificate in PEM.");
    Files.writeString(file, made.pem());
    assertThatThrownBy(() -> ServerTrust.open(file, CLOCK))
        .hasMessageContaining("it holds a private key");
    Files.writeString(file, "A comment.\n" + made.certificatePem() + made.certificatePem());
    assertThat(ServerTrust.open(file, CLOCK).authorities()).isEqualTo(1);
  }

  @Test
  void aBrokenFileLeavesTheAuthoritiesFromBeforeInForce() throws IOException {
    MadeCertificate made = MadeCertificate.of(folder, "EC", 30, "ca.example");
    Path file = Files.writeString(folder.resolve("ca.pem"), made.certificatePem());
    ServerTrust trust = ServerTrust.open(file, CLOCK);
    Object before = trust.prepare();
    Files.writeString(file, "half a fi");
    assertThatThrownBy(trust::reload).hasMessageContaining("no certificate");
    trust.reloadIfChanged();
    trust.reloadIfChanged();
    assertThat(trust.prepare()).isSameAs(before);
  }

  @Test
  void javaIsAskedForItsAuthoritiesOnlyWhenAServerSpeaksTls() {
    ServerTrust trust = ServerTrust.ofJava(CLOCK);
    assertThat(ServerIdentity.of(ServerTls.OFF, trust, "a", 1)).isNull();
    assertThat(trust.authorities()).isZero();
    assertThat(ServerIdentity.of(new ServerTls(true, ""), trust, "a", 1)).isNotNull();
    trust.prepare();
    assertThat(trust.authorities()).isPositive();
  }

  /** Connects a server with a certificate for shop.internal to a client that expects this name. */
  private SslHandler meet(SslProvider provider, String name) throws IOException {
    return meet(provider, name, CLOCK);
  }

  private SslHandler meet(SslProvider provider, String name, InstantSource clock)
      throws IOException {
    MadeCertificate shown = MadeCertificate.of(folder, "EC", 30, "shop.internal", "127.0.0.1");
    Path pem = Files.writeString(folder.resolve("shop.pem"), shown.pem());
    Path ca = Files.writeString(folder.resolve("ca.pem"), shown.certificatePem());
    EmbeddedChannel server = new EmbeddedChannel();
    SslHandler serving =
        Certificates.open(pem, provider, CLOCK).ready(null).context().newHandler(server.alloc());
    SslHandler asking =
        ServerTrust.open(ca, null, provider, clock).handshake(server.alloc(), name, 443, 5_000);
    server.pipeline().addLast(serving);
    EmbeddedChannel client = new EmbeddedChannel(asking);
    for (int i = 0; i < 20 && !asking.handshakeFuture().isDone(); i++) {
      for (Object out = client.readOutbound(); out != null; out = client.readOutbound()) {
        server.writeInbound(out);
      }
      for (Object out = server.readOutbound(); out != null; out = server.readOutbound()) {
        client.writeInbound(out);
      }
    }
    return asking;
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"OPENSSL", "JDK"})
  void bothEnginesVerifyTheNameAndSpeakTls13(SslProvider provider) throws IOException {
    for (String name : new String[] {"shop.internal", "127.0.0.1"}) {
      SslHandler proved = meet(provider, name);
      assertThat(proved.handshakeFuture().isSuccess()).isTrue();
      assertThat(proved.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(proved.applicationProtocol()).isEqualTo("http/1.1");
    }
    assertThatThrownBy(() -> meet(provider, "other.internal"))
        .rootCause()
        .hasMessageContaining("No subject alternative DNS name matching other.internal");
  }

  @ParameterizedTest
  @CsvSource({"-3, its certificate is not valid before 20", "31, its certificate expired on 20"})
  void aCertificateIsGoodFromItsFirstDayToItsLast(int days, String why) {
    InstantSource then = InstantSource.offset(CLOCK, Duration.ofDays(days));
    assertThatThrownBy(() -> meet(SslProvider.JDK, "shop.internal", then))
        .rootCause()
        .hasMessageContaining(why);
  }
}
