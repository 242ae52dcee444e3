package io.ringway.balancer.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.balancer.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarmUpTests {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(5);

  @ParameterizedTest
  @EnumSource
  void requestsAreAnsweredOnEachTransport(Transport.Kind kind) {
    WarmUp warmUp = new WarmUp(kind, SHORT);
    assertThat(warmUp.underWay()).isTrue();
    assertThat(warmUp.run()).isGreaterThan(100);
    assertThat(warmUp.underWay()).isFalse();
  }

  @Test
  void noneIsWantedByDefault() {
    WarmUp none = new WarmUp(Transport.Kind.AUTO, Duration.ZERO);
    assertThat(none.underWay()).isFalse();
    assertThat(none.run()).isZero();
  }

  @Test
  void isOverAsSoonAsItIsEnded() {
    WarmUp warmUp = new WarmUp(Transport.Kind.AUTO, LONG);
    warmUp.end();
    assertThatThrownBy(warmUp::run).isInstanceOf(CancellationException.class);
  }

  @Test
  void allGoesOnWhenItCannotBeDone() {
    WarmUp warmUp =
        new WarmUp(
            true,
            _ -> {
              throw new IOException("Too many open files");
            });
    assertThat(warmUp.run()).isZero();
    assertThat(warmUp.underWay()).isFalse();
  }

  @Test
  void whatIsNotAnsweredWith200IsAFailure() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        LoopbackTraffic loopbackTraffic = new LoopbackTraffic()) {
      Thread.ofVirtual().start(() -> refuse(proxy));
      assertThatThrownBy(() -> loopbackTraffic.load(proxy.getLocalPort(), 1, LONG, () -> false))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("5xx");
    }
  }

  private static void refuse(ServerSocket proxy) {
    try (Socket client = proxy.accept();
        InputStream in = client.getInputStream()) {
      while (in.read() != '\n') {}
      client.getOutputStream().write("HTTP/1.1 503 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      var _ = in.readAllBytes();
    } catch (IOException gone) {
      // The client has ended early.
    }
  }
}
