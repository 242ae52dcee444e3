package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.balancer.resolver.LoopbackDns;
import io.ringway.protocol.Message;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A balancer process that restarts while DNS is down. */
class LastGoodAddressesIT {

  private static final Pattern SINCE = Pattern.compile("\"unresolvedSince\":(\\d+)");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"stopped", "killed"})
  void aRestartWithoutDnsServesAtTheLastGoodAddressesAndTellsTheirAge(String how) throws Exception {
    try (LoopbackDns dns = new LoopbackDns();
        Backend backend = new Backend()) {
      dns.has("app.test", 60, "127.0.0.1");
      long begin = System.currentTimeMillis();
      int gone = runOnce(dns, backend, how);
      long end = System.currentTimeMillis();
      dns.silent = true;
      try (ChildBalancer again = ChildBalancer.start(folder, gone, dnsServer(dns))) {
        awaitServed(again);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> again.admin("/explain?target=/home").body().contains("\"NO_ANSWER\""));
        String told = again.admin("/explain?target=/home").body();
        Matcher since = SINCE.matcher(told);
        assertThat(since.find()).as(told).isTrue();
        assertThat(Long.parseLong(since.group(1))).isBetween(begin, end);
        assertThat(status(again)).isEqualTo(200);
      }
    }
  }

  @Test
  void aFileThatIsNotWholeIsSaidInTheLogAndHoldsNothingUp() throws Exception {
    try (LoopbackDns dns = new LoopbackDns();
        Backend backend = new Backend()) {
      dns.has("app.test", 60, "127.0.0.1");
      int gone = runOnce(dns, backend, "stopped");
      Path file = folder.resolve("addresses");
      Files.writeString(file, Files.readString(file).replace("127.0.0.1", "127.0.0.2"));
      try (ChildBalancer again = ChildBalancer.start(folder, gone, dnsServer(dns))) {
        awaitServed(again);
        assertThat(again.log()).contains("its checksum is wrong");
      }
    }
  }

  /** Returns the port of a control plane that is no longer there. */
  private int runOnce(LoopbackDns dns, Backend backend, String how) throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        ChildBalancer balancer = ChildBalancer.start(folder, control.port(), dnsServer(dns))) {
      control.await(Message.Hello.class);
      control.send(
          Snapshots.publish(
              1,
              List.of(
                  new ServerConfig("s1", "s1", "app.test", backend.port(), 1, ServerState.READY))));
      control.await(Message.Applied.class);
      awaitServed(balancer);
      await().until(() -> Files.exists(folder.resolve("snapshot")));
      if (how.equals("killed")) {
        Path file = folder.resolve("addresses");
        await().until(() -> Files.exists(file) && Files.readString(file).contains("app.test "));
        balancer.close();
      } else {
        balancer.terminate();
        assertThat(balancer.exitStatus()).isZero();
      }
      return control.port();
    }
  }

  private static String dnsServer(LoopbackDns dns) {
    return "--dns-server=127.0.0.1:" + dns.address().getPort();
  }

  private static void awaitServed(ChildBalancer balancer) {
    await().atMost(Duration.ofSeconds(30)).until(() -> status(balancer) == 200);
  }

  private static int status(ChildBalancer balancer) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port())) {
      socket.setSoTimeout(15_000);
      socket
          .getOutputStream()
          .write("GET /home HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return Integer.parseInt(RawHttp.head(socket.getInputStream()).substring(9, 12));
    }
  }
}
