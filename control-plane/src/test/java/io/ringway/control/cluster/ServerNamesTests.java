package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.Networks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServerNamesTests {

  private static final Map<String, List<String>> DNS =
      Map.of(
          "app.example", List.of("10.0.0.7", "fd12::7"),
          "rebound.example", List.of("10.0.0.7", "169.254.169.254"),
          "nat64.example", List.of("64:ff9b::a9fe:a9fe"),
          "here.example", List.of("127.0.0.1"));

  private final ServerNames names = names(ServerNamesTests::resolve, Duration.ofSeconds(30));

  @Test
  void aNameIsJudgedByEveryAddressThatItResolvesTo() {
    assertThatCode(() -> check(adding("app.example", 80))).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(adding("rebound.example", 80)))
        .hasMessageContaining("'rebound.example' resolves to 169.254.169.254")
        .hasMessageContaining("link-local")
        .hasMessageContaining("ringway.servers.allowed-networks");
    assertThatThrownBy(() -> check(adding("nat64.example", 80)))
        .hasMessageContaining("'nat64.example' resolves to 64:ff9b:0:0:0:0:a9fe:a9fe");
  }

  @Test
  void aPortOfTheControlPlaneIsNoServer() {
    assertThatThrownBy(() -> check(adding("here.example", 8080)))
        .hasMessageContaining("is a port of Ringway itself");
    assertThatCode(() -> check(adding("here.example", 8081))).doesNotThrowAnyException();
  }

  @Test
  void whatAnUpdateDoesNotSayIsTakenFromTheServer() {
    assertThatThrownBy(() -> check(moving("rebound.example", null)))
        .hasMessageContaining("169.254.169.254");
    assertThatThrownBy(() -> check(moving(null, 8080))).hasMessageContaining("Ringway itself");
    assertThatCode(() -> check(moving(null, null))).doesNotThrowAnyException();
  }

  @Test
  void theChangesOfAStackAreJudgedToo() {
    assertThatThrownBy(
            () -> check(new Change.Stack("shop", List.of(adding("rebound.example", 80)))))
        .hasMessageContaining("169.254.169.254");
  }

  @Test
  void aNameThatDoesNotResolvePasses() {
    assertThatCode(() -> check(adding("nowhere.example", 80))).doesNotThrowAnyException();
  }

  @Test
  void silentNameServersHoldNobodyUpAndTieUpAFewThreadsOnly() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger hanging = new AtomicInteger();
    ServerNames silent =
        names(
            host -> {
              hanging.incrementAndGet();
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(host);
            },
            Duration.ofMillis(50));
    List<NewServer> many =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new NewServer("s" + i, "s" + i + ".example", 80))
            .toList();
    try {
      silent.check(new Change.AddServers("shop", many), Optional::empty);
      silent.check(new Change.AddServers("shop", many), Optional::empty);
      assertThat(hanging).hasValueLessThanOrEqualTo(64);
    } finally {
      end.countDown();
    }
  }

  private void check(Change change) {
    ServerConfig here = new ServerConfig("s1", "s1", "here.example", 9001, 1, ServerState.READY);
    ClusterConfig config = new ClusterConfig("c1", "shop", ClusterSettings.DEFAULT, List.of(here));
    names.check(
        change, () -> Optional.of(new ClusterDetails(config, ReplicaPlan.NONE, Set.of(), 1)));
  }

  private static Change adding(String host, int port) {
    return new Change.AddServers("shop", List.of(new NewServer("s2", host, port)));
  }

  private static Change moving(String host, Integer port) {
    return new Change.UpdateServer("shop", "s1", null, host, port, 2.0, null, null);
  }

  private static ServerNames names(ServerNames.Lookup lookup, Duration timeout) {
    AddressPolicy policy =
        new AddressPolicy(
            true,
            Networks.NONE,
            Networks.NONE,
            (address, port) -> port == 8080 && address.isLoopbackAddress());
    return new ServerNames(policy, lookup, timeout);
  }

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    List<String> found = DNS.get(host);
    if (found == null) {
      throw new UnknownHostException(host);
    }
    return found.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }
}
