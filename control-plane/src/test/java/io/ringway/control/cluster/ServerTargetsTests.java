package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.CheckMethod;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.Networks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTargetsTests {

  private static final Map<String, List<String>> DNS =
      Map.of(
          "app.example", List.of("10.0.0.7", "fd12::7"),
          "rebound.example", List.of("10.0.0.7", "169.254.169.254"),
          "nat64.example", List.of("64:ff9b::a9fe:a9fe"),
          "here.example", List.of("127.0.0.1"));

  private final ServerTargets targets = targets(ServerTargetsTests::resolve, true);

  @Test
  void aNameIsJudgedByEveryAddressThatItResolvesTo() {
    assertThatCode(() -> adding("app.example", 80)).doesNotThrowAnyException();
    assertThatThrownBy(() -> adding("rebound.example", 80))
        .hasMessageContaining("'rebound.example:80' of server 's2' resolves to 169.254.169.254")
        .hasMessageContaining("link-local")
        .hasMessageContaining("ringway.servers.allowed-networks");
    assertThatThrownBy(() -> adding("nat64.example", 80))
        .hasMessageContaining("of server 's2' resolves to 64:ff9b:0:0:0:0:a9fe:a9fe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "64:ff9b::a9fe:a9fe",
        "168.63.129.16",
        "metadata.google.internal",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255"
      })
  void whatReachesNoServerOfAnOperatorIsRefusedEvenOfReplicas(String host) {
    assertThatThrownBy(() -> adding(host, 80)).hasMessageContaining("of server 's2'");
    assertThatThrownBy(() -> change(none(0), with(0, true, server("s2", host, 80))))
        .hasMessageContaining("of server 's2'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "localhost", "a.localhost"})
  void loopbackIsForOneMachineAndForReplicas(String host) {
    ServerTargets several = targets(ServerTargetsTests::resolve, false);
    assertThatThrownBy(() -> change(several, none(0), with(0, false, server("s2", host, 80))))
        .hasMessageContaining("ringway.servers.allow-loopback=true");
    assertThatCode(() -> change(several, none(0), with(0, true, server("s2", host, 80))))
        .doesNotThrowAnyException();
    assertThatCode(() -> adding(host, 80)).doesNotThrowAnyException();
  }

  @Test
  void aPortOfTheControlPlaneIsNoServer() {
    assertThatThrownBy(() -> adding("here.example", 8080))
        .hasMessageContaining("is a port of Ringway itself");
    assertThatCode(() -> adding("here.example", 8081)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "here.example"})
  void aPortOfTheControlPlaneIsNoPortOfHealthChecksEither(String host) {
    ServerConfig known = server("s1", host, 9001);
    String says = "The port of health checks (health.port) cannot be 8080: '";
    // Changed settings, or a new server under unchanged ones; also a replica.
    assertThatThrownBy(() -> change(with(0, false, known), with(8080, false, known)))
        .hasMessageContaining(says)
        .hasMessageContaining("of server 's1'")
        .hasMessageContaining("Choose another health.port, or 0");
    assertThatThrownBy(() -> change(null, with(8080, false, known))).hasMessageContaining(says);
    assertThatThrownBy(() -> change(none(8080), with(8080, true, known)))
        .hasMessageContaining(says);
    assertThatCode(() -> change(with(0, false, known), with(8081, false, known)))
        .doesNotThrowAnyException();
  }

  @Test
  void whatWasStoredBeforeIsNoReasonToRefuseAnotherChange() {
    ServerConfig metadata = server("s1", "169.254.169.254", 80);
    ServerConfig own = server("s2", "127.0.0.1", 8080);
    assertThatCode(() ->
            change(
                with(0, false, metadata, own),
                with(9001, false, metadata, own, server("s3", "10.0.0.7", 80))))
        .doesNotThrowAnyException();
  }

  @Test
  void aNameThatDoesNotResolvePasses() {
    assertThatCode(() -> adding("nowhere.example", 80)).doesNotThrowAnyException();
  }

  @Test
  void silentNameServersHoldNobodyUpAndTieUpAFewThreadsOnly() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger hanging = new AtomicInteger();
    ServerTargets silent =
        targets(
            host -> {
              hanging.incrementAndGet();
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(host);
            },
            Duration.ofMillis(50),
            true);
    ServerConfig[] many =
        IntStream.range(0, 1_000)
            .mapToObj(i -> server("s" + i, "s" + i + ".example", 80))
            .toArray(ServerConfig[]::new);
    try {
      change(silent, none(0), with(0, false, many));
      change(silent, none(0), with(0, false, many));
      assertThat(hanging).hasValueLessThanOrEqualTo(64);
    } finally {
      end.countDown();
    }
  }

  private void adding(String host, int port) {
    change(none(0), with(0, false, server("s2", host, port)));
  }

  private void change(ClusterDetails before, ClusterDetails after) {
    change(targets, before, after);
  }

  private static void change(ServerTargets targets, ClusterDetails before, ClusterDetails after) {
    List<RevisionWriter.Replacement> change =
        List.of(new RevisionWriter.Replacement(before, after));
    targets.judge(change, targets.resolve(change));
  }

  private static ServerConfig server(String name, String host, int port) {
    return new ServerConfig(name, name, host, port, 1, ServerState.READY);
  }

  private static ClusterDetails none(int healthPort) {
    return with(healthPort, false);
  }

  private static ClusterDetails with(int healthPort, boolean managed, ServerConfig... servers) {
    HealthPolicy health = HealthPolicy.DEFAULT.withRequest(CheckMethod.GET, "", healthPort, "200");
    ClusterConfig config =
        new ClusterConfig(
            "c1", "shop", ClusterSettings.DEFAULT.with(it -> it.health = health), List.of(servers));
    Set<String> ids =
        Stream.of(servers).map(ServerConfig::id).collect(Collectors.toUnmodifiableSet());
    return new ClusterDetails(config, ReplicaPlan.NONE, managed ? ids : Set.of(), 1);
  }

  private static ServerTargets targets(ServerTargets.Lookup lookup, boolean allowLoopback) {
    return targets(lookup, Duration.ofSeconds(30), allowLoopback);
  }

  private static ServerTargets targets(
      ServerTargets.Lookup lookup, Duration timeout, boolean allowLoopback) {
    AddressPolicy policy =
        new AddressPolicy(
            allowLoopback,
            Networks.NONE,
            Networks.NONE,
            (address, port) -> port == 8080 && address.isLoopbackAddress());
    return new ServerTargets(policy, lookup, timeout);
  }

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    List<String> found = DNS.get(host);
    if (found == null) {
      throw new UnknownHostException(host);
    }
    return found.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }
}
