package io.ringway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.address.AddressRefusal;
import io.ringway.ring.Node;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTests {

  private static final List<KeyRule> EVERY_RULE =
      List.of(
          new KeyRule.Header("X-Key"),
          new KeyRule.Cookie("sid"),
          new KeyRule.Query("key"),
          new KeyRule.Path(),
          new KeyRule.PathPrefix(2),
          new KeyRule.Host(),
          new KeyRule.Method(),
          new KeyRule.ClientAddress(),
          new KeyRule.RequestUri(),
          new KeyRule.NormalPath(),
          new KeyRule.Joined(List.of(new KeyRule.Literal("http"), new KeyRule.Query("q"))));

  static ConfigSnapshot snapshot() {
    return new ConfigSnapshot(
        1,
        7,
        "default",
        1_700_000_000_000L,
        List.of(
            new ClusterConfig(
                "c1",
                "sample",
                ClusterSettings.DEFAULT.with(it -> {
                  it.listen = new Listen(8443, true, List.of("shop.example"), "/");
                  it.keyRules = EVERY_RULE;
                  it.corsOrigins = List.of("http://localhost:*");
                  it.steering =
                      new Steering(
                          1.25, 30_000, true, List.of(Pin.To.of("a", "s1"), Pin.Spread.of("b", 2)));
                  it.serverTls = new ServerTls(true, "shop.internal");
                  it.relayPolicy = new RelayPolicy(ProxyProtocol.V2, false);
                }),
                List.of(
                    new ServerConfig("s1", "Server 1", "127.0.0.1", 9001, 1, ServerState.READY),
                    new ServerConfig(
                        "s2", "Server 2", "::1", 9002, 2.5, ServerState.DRAINING, "srv", 5)))));
  }

  private static Explanation explanation() {
    return new Explanation(
        "sample",
        7,
        "header X-Key",
        "a",
        "61",
        "00000000000000ff",
        0.25,
        "00000000000000ff",
        "s1",
        0,
        "s2",
        List.of("s1"),
        1.25,
        3,
        2,
        List.of(
            new Explanation.Step(
                "s1",
                "Server 1",
                "127.0.0.1:9001",
                ServerState.READY,
                true,
                "",
                Verdict.PINNED,
                "The key is pinned to it.",
                1,
                2,
                0.5,
                "s2",
                MOVED)),
        "Goes to Server 1.");
  }

  private static final Resolution MOVED =
      new Resolution(
          List.of("::1", "127.0.0.1"),
          NameFailure.NO_SUCH_NAME,
          1_700_000_000_000L,
          List.of(new RefusedAddress("169.254.169.254", AddressRefusal.LINK_LOCAL)));

  static List<Message> messages() {
    return List.of(
        new Message.Hello(1, "b1", "b", "0.1", "epoll", 5000, 5001, 0, 0, ""),
        new Message.Publish(snapshot(), "00ff"),
        new Message.Applied(1, 7, "00ff", 120),
        new Message.Rejected(1, 7, List.of("port 5000 is taken")),
        new Message.Report(
            7,
            1_700_000_000_000L,
            1_000,
            List.of(
                new ClusterReport(
                    "c1",
                    1,
                    2,
                    List.of(new ServerReport("s1", 5, 4, 1, 0, 0, 0, 3, true, "", "", 7, MOVED)),
                    new HotKeys(5, List.of(new HotKey(Pin.fingerprint("<a>"), "<a>", 4, 1)), 1))),
            List.of(new ClosedPort(8443, "there are no certificates")),
            List.of(
                new Obstacle(
                    Obstacle.Item.PORT,
                    "8443",
                    Obstacle.Kind.NO_CERTIFICATES,
                    "there are no certificates",
                    1_700_000_000_000L,
                    0))),
        new Message.Ask(4, new ExplainQuery.Key("sample", "a/b ü")),
        new Message.Ask(
            5,
            new ExplainQuery.Request(
                0,
                "GET",
                "shop.example:80",
                "/cart?id=7",
                List.of(new ExplainQuery.Header("X-Key", "a b")),
                "10.0.0.1")),
        new Message.Answer(4, explanation()),
        new Message.Unanswered(5, "No cluster serves this host and path."),
        new Message.Complaint("what?"),
        new Message.Bye("stopping"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageSurvivesTheWire(Message message) throws ProtocolException {
    assertThat(Codec.decode(Codec.encode(message))).isEqualTo(message);
  }

  static List<RingSpec> usualPlacements() {
    return Rings.DEFAULTS;
  }

  @ParameterizedTest
  @MethodSource("usualPlacements")
  void everyPlacementSurvivesTheWire(RingSpec placement) throws ProtocolException {
    ConfigSnapshot placed = placed(placement);
    assertThat(Codec.decodeSnapshot(Codec.encode(placed))).isEqualTo(placed);
  }

  private static ConfigSnapshot placed(RingSpec placement) {
    ClusterConfig cluster = snapshot().clusters().getFirst();
    return new ConfigSnapshot(
        1,
        7,
        "default",
        0,
        List.of(
            new ClusterConfig(
                cluster.id(),
                cluster.name(),
                cluster.settings().with(it -> it.placement = placement),
                cluster.servers())));
  }

  @Test
  void serversAreKnownByWhatThePlacementHashes() {
    assertThat(placed(RingSpec.DEFAULT).clusters().getFirst().ringNodes())
        .extracting(Node::hashKey)
        .containsExactly("s1", "srv");
    assertThat(placed(new RingSpec.Nginx()).clusters().getFirst().ringNodes())
        .extracting(Node::hashKey)
        .containsExactly("127.0.0.1:9001", "srv");
    assertThat(placed(RingSpec.HaProxy.DEFAULT).clusters().getFirst().ringNodes())
        .extracting(Node::hashKey)
        .containsExactly("s1", "srv");
  }

  @Test
  void fieldsOfANewerPeerAreIgnored() throws ProtocolException {
    assertThat(Codec.decode("{\"type\":\"bye\",\"reason\":\"stop\",\"since\":9}"))
        .isEqualTo(new Message.Bye("stop"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"type\":\"dance\"}",
        "{\"reason\":\"no type\"}",
        "{\"type\":\"bye\"}",
        "{\"type\":\"bye\",\"reason\":null}",
        "{\"type\":\"applied\",\"epoch\":1,\"revision\":\"x\",\"digest\":\"0\",\"buildMicros\":1}",
      })
  void whatIsNotAMessageIsRefused(String json) {
    assertThatThrownBy(() -> Codec.decode(json)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aValueOutOfRangeIsRefusedWithItsReason() {
    String json = Codec.encode(snapshot()).replace("\"weight\":2.5", "\"weight\":-1");
    assertThatThrownBy(() -> Codec.decodeSnapshot(json))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("weight");
  }

  @Test
  void aSnapshotFromBeforeSteeringIsRead() throws ProtocolException {
    String json =
        Codec.encode(snapshot())
            .replaceAll(",\"steering\":\\{.*?\\]\\}", "")
            .replaceAll(",\"hashKey\":\"[a-z]*\",\"joinedAtMillis\":[0-9]", "");
    assertThat(json).doesNotContain("steering", "hashKey", "joinedAt");
    ClusterConfig cluster = Codec.decodeSnapshot(json).clusters().getFirst();
    assertThat(cluster.settings().steering()).isEqualTo(Steering.NONE);
    assertThat(cluster.servers().get(1).hashKey()).isEmpty();
    assertThat(cluster.servers().get(1).joinedAtMillis()).isZero();
  }

  @Test
  void aReportThatTellsNoAddressesIsReadAndIsAsShortAsBefore() throws ProtocolException {
    Message report =
        messages().stream().filter(Message.Report.class::isInstance).findFirst().orElseThrow();
    String older = Codec.encode(report).replaceAll(",\"resolution\":\\{.*?]}", "");
    assertThat(older).doesNotContain("resolution");
    Message.Report read = (Message.Report) Codec.decode(older);
    assertThat(read.clusters().getFirst().servers().getFirst().resolution())
        .isEqualTo(Resolution.NONE);
    assertThat(Codec.encode(read)).contains("\"resolution\":{}");
  }

  @Test
  void aReportFromBeforeSpillsIsRead() throws ProtocolException {
    Message report =
        messages().stream().filter(Message.Report.class::isInstance).findFirst().orElseThrow();
    String older = Codec.encode(report).replace(",\"spills\":7", "");
    assertThat(older).doesNotContain("spills");
    Message.Report read = (Message.Report) Codec.decode(older);
    assertThat(read.clusters().getFirst().servers().getFirst().spills()).isZero();
  }

  @Test
  void aReportFromBeforeObstaclesTellsItsClosedPorts() throws ProtocolException {
    String older =
        "{\"type\":\"report\",\"revision\":1,\"endMillis\":2,\"windowMillis\":3,\"clusters\":[],"
            + "\"closedPorts\":[{\"port\":8443,\"reason\":\"no certificates\"}]}";
    assertThat(((Message.Report) Codec.decode(older)).unmet())
        .containsExactly(
            new Obstacle(Obstacle.Item.PORT, "8443", Obstacle.Kind.OTHER, "no certificates", 0, 0));
  }

  @Test
  void anObstacleThatOnlyNewerBalancersKnowIsRead() throws ProtocolException {
    String newer =
        "{\"type\":\"report\",\"revision\":1,\"endMillis\":2,\"windowMillis\":3,\"clusters\":[],"
            + "\"obstacles\":[{\"item\":\"FLUX\",\"name\":\"a\",\"kind\":\"DRY\",\"reason\":\"b\"}]}";
    assertThat(((Message.Report) Codec.decode(newer)).unmet())
        .containsExactly(new Obstacle(Obstacle.Item.OTHER, "a", Obstacle.Kind.OTHER, "b", 0, 0));
  }

  @Test
  void anOlderControlPlaneSeesThePortsAmongTheObstacles() {
    Message.Report report =
        Message.Report.of(
            1,
            2,
            3,
            List.of(),
            List.of(
                new Obstacle(Obstacle.Item.SNAPSHOT_FILE, "", Obstacle.Kind.NO_SPACE, "full", 4, 5),
                new Obstacle(Obstacle.Item.PORT, "8081", Obstacle.Kind.PORT_TAKEN, "taken", 4, 5)));
    assertThat(report.closedPorts()).containsExactly(new ClosedPort(8081, "taken"));
  }

  @Test
  void aReportFromBeforeClosedPortsIsRead() throws ProtocolException {
    Message report =
        messages().stream().filter(Message.Report.class::isInstance).findFirst().orElseThrow();
    String older = Codec.encode(report).replaceAll(",\"closedPorts\":\\[[^]]*\\]", "");
    assertThat(older).doesNotContain("closedPorts");
    assertThat(((Message.Report) Codec.decode(older)).closedPorts()).isEmpty();
  }

  @Test
  void aSnapshotFromBeforeTlsOnOwnPortsIsReadWithoutIt() throws ProtocolException {
    String json = Codec.encode(snapshot()).replace("\"tls\":true,", "");
    assertThat(json).doesNotContain("\"tls\"");
    assertThat(Codec.decodeSnapshot(json).clusters().getFirst().settings().listen())
        .isEqualTo(new Listen(8443, List.of("shop.example"), "/"));
  }

  @Test
  void theMainPortIsNeverAskedForTls() {
    assertThatThrownBy(() -> new Listen(0, true, List.of(), "/"))
        .hasMessageContaining("a port of its own");
  }

  @Test
  void aPortSpeaksTlsAsSoonAsOneOfItsClustersAsksForIt() {
    ConfigSnapshot two =
        new ConfigSnapshot(
            1,
            7,
            "default",
            0,
            List.of(
                listening("a", new Listen(8443, List.of(), "/a")),
                listening("b", new Listen(8443, true, List.of(), "/b")),
                listening("c", new Listen(8080, List.of(), "/"))));
    assertThat(two.tlsPorts()).containsExactly(8443);
  }

  private static ClusterConfig listening(String name, Listen listen) {
    return new ClusterConfig(
        name, name, ClusterSettings.DEFAULT.with(it -> it.listen = listen), List.of());
  }

  @Test
  void aReportFromBeforeHotKeysIsRead() throws ProtocolException {
    Message report =
        messages().stream().filter(Message.Report.class::isInstance).findFirst().orElseThrow();
    String older = Codec.encode(report).replaceAll(",\"hotKeys\":\\{.*?\"unlisted\":1\\}", "");
    assertThat(older).doesNotContain("hotKeys");
    Message.Report read = (Message.Report) Codec.decode(older);
    assertThat(read.clusters().getFirst().hotKeys()).isEqualTo(HotKeys.NONE);
  }

  @Test
  void aSnapshotFromBeforeEjectionIsReadWithTheUsualOne() throws ProtocolException {
    String json =
        Codec.encode(snapshot())
            .replaceAll(",\"ejectAfter\":.*?\"panicPercent\":[0-9]+", "")
            .replaceAll(",\"totalMillis\":[0-9]+", "");
    assertThat(json).doesNotContain("eject", "Ejected", "panic", "total");
    ClusterConfig cluster = Codec.decodeSnapshot(json).clusters().getFirst();
    assertThat(cluster.settings().health()).isEqualTo(HealthPolicy.DEFAULT);
    assertThat(cluster.settings().timeouts().totalMillis()).isZero();
  }

  @Test
  void aSnapshotFromBeforeChecksHadARequestOfTheirOwnIsReadWithTheUsualOne()
      throws ProtocolException {
    String json =
        Codec.encode(snapshot()).replaceAll(",\"method\":\"GET\".*?\"statuses\":\"200-399\"", "");
    assertThat(json).doesNotContain("method\":\"GET", "statuses");
    HealthPolicy read = Codec.decodeSnapshot(json).clusters().getFirst().settings().health();
    assertThat(read).isEqualTo(HealthPolicy.DEFAULT);
    assertThat(read.method()).isEqualTo(CheckMethod.GET);
    assertThat(read.host()).isEmpty();
    assertThat(read.port()).isZero();
    assertThat(read.statuses()).isEqualTo("200-399");
  }

  @Test
  void theSettingsOfAClusterStandBesideItsNameAndItsServers() throws ProtocolException {
    String json =
        """
        {"epoch":1,"revision":7,"workspace":"default","createdAtMillis":0,"clusters":[
          {"id":"c1","name":"shop","listen":{"port":0,"hosts":[],"pathPrefix":"/"},
           "placement":{"algorithm":"ring","points":4096},
           "keyRules":[{"source":"client-address"}],"keyFallback":"RANDOM",
           "health":{"path":"/heartbeat","intervalMillis":500,"timeoutMillis":1000,"fall":2,"rise":2},
           "retry":{"attempts":3,"budgetPercent":20},
           "timeouts":{"connectMillis":1000,"responseMillis":30000,"idleMillis":60000},
           "drainMillis":5000,"corsOrigins":[],"servers":[]}]}\
        """;
    assertThat(Codec.decodeSnapshot(json).clusters())
        .containsExactly(new ClusterConfig("c1", "shop", ClusterSettings.DEFAULT, List.of()));
  }

  @Test
  void aClusterWithoutOneOfItsSettingsIsRefused() {
    String json = Codec.encode(snapshot()).replace("\"drainMillis\":5000,", "");
    assertThatThrownBy(() -> Codec.decodeSnapshot(json))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("drainMillis");
  }

  @Test
  void aSnapshotFromBeforeTlsToServersIsReadWithoutIt() throws ProtocolException {
    String json =
        Codec.encode(snapshot())
            .replaceAll(",\"serverTls\":\\{[^}]*\\}", "")
            .replaceAll(",\"relay\":\\{[^}]*\\}", "")
            .replaceAll(",\"replicaPolicy\":\\{[^}]*\\}", "");
    assertThat(json).doesNotContain("serverTls", "relay", "replicaPolicy");
    assertThat(Codec.decodeSnapshot(json).clusters().getFirst().settings().replicaPolicy())
        .isEqualTo(ReplicaPolicy.DEFAULT);
    assertThat(Codec.decodeSnapshot(json).clusters().getFirst().settings().relay())
        .isEqualTo(RelayPolicy.DEFAULT);
    assertThat(Codec.decodeSnapshot(json).clusters().getFirst().settings().serverTls())
        .isEqualTo(ServerTls.OFF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.example:443", "https://shop.example", "a b", ".", "-a", "a..b"})
  void whatIsNoHostNameIsNoNameOfServers(String name) {
    assertThatThrownBy(() -> new ServerTls(true, name))
        .hasMessageContaining("'" + name + "' is no host name");
  }

  @Test
  void serversProveTheirHostUnlessANameIsGiven() {
    assertThat(new ServerTls(true, "").nameOf("10.0.0.1")).isEqualTo("10.0.0.1");
    assertThat(new ServerTls(true, "Shop.Internal").nameOf("10.0.0.1")).isEqualTo("shop.internal");
  }

  @Test
  void aPinWhoseHashIsNotItsKeysIsRefused() {
    assertThatThrownBy(() -> new Pin.To("00000000000000ff", "a", "s1"))
        .hasMessageContaining(Pin.fingerprint("a"));
  }

  @Test
  void whatIsNestedWithoutEndIsRefused() {
    String more = "[".repeat(40) + "]".repeat(40);
    assertThatThrownBy(
            () -> Codec.decode("{\"type\":\"bye\",\"reason\":\"x\",\"more\":" + more + "}"))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("depth");
  }
}
