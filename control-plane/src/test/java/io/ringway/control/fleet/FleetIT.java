package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.protocol.ClosedPort;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.Codec;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.Obstacle;
import io.ringway.protocol.ServerReport;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The connections of balancers, and the messages that are sent to them. */
class FleetIT extends RunningFleet {

  @Test
  void nobodyGetsInWithoutAGoodToken() {
    for (String bad :
        List.of(
            "",
            "Bearer ",
            "Bearer rwb_000000000000_x",
            "Basic x",
            "Bearer " + token.token() + "x")) {
      WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols(Message.SUBPROTOCOL);
      if (!bad.isEmpty()) {
        builder.header("Authorization", bad);
      }
      assertThatThrownBy(() ->
              builder
                  .buildAsync(URI.create("ws://localhost:" + port + Message.PATH), new Client(true))
                  .join())
          .hasCauseInstanceOf(WebSocketHandshakeException.class)
          .satisfies(e ->
              assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                  .isEqualTo(401));
    }
  }

  @Test
  void theTokenFileLetsTheLocalBalancerIn() throws Exception {
    Path file = DATA.resolve("balancer.token");
    assertThat(tokens.verify(Files.readString(file).strip())).isPresent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aBalancerGetsTheSnapshotAndEveryChange() {
    Client client = connected();
    assertThat(client.socket.getSubprotocol()).isEqualTo(Message.SUBPROTOCOL);
    assertThat(client.published().getFirst().digest()).isEqualTo(CURRENT.get().digest());
    PublishedSnapshot next = publishNext();
    await().until(() -> client.published().getLast().snapshot().equals(next.config()));
  }

  @Test
  void agreementIsByDigest() {
    Client client = connected();
    apply(client, CURRENT.get(), "0000000000000000");
    await().until(() -> status(client).revision() == CURRENT.get().config().revision());
    assertThat(status(client).agrees()).isFalse();
    apply(client, CURRENT.get(), CURRENT.get().digest());
    await().until(() -> status(client).agrees());
    assertThat(status(client).lastAppliedMicros()).isPositive();
  }

  private BalancerLine line(Client client) {
    return fleet.lines().stream()
        .filter(one -> one.id().equals(client.id))
        .findFirst()
        .orElseThrow();
  }

  private static String report(PublishedSnapshot runs, ServerReport second) {
    ServerReport first = new ServerReport("s1", 90, 90, 0, 3, 5, 4, 7, true, "", "", 0);
    return Codec.encode(
        new Message.Report(
            runs.config().revision(),
            0,
            2_000,
            List.of(new ClusterReport("c", 1, 0, List.of(first, second), HotKeys.NONE))));
  }

  @Test
  void aRowSaysHowFarABalancerIsBehindAndWhatItReports() {
    Client client = connected();
    PublishedSnapshot old = CURRENT.get();
    apply(client, old, old.digest());
    await().until(() -> line(client).state().equals("Same ring"));
    assertThat(line(client).same()).isTrue();
    assertThat(line(client).address()).endsWith(":5000");

    publishNext();
    publishNext();
    assertThat(line(client).state()).isEqualTo("Behind");
    assertThat(line(client).tone()).isEqualTo("warn");
    // In the first millisecond there is no duration yet.
    await().until(() -> line(client).detail().startsWith("2 revisions behind for "));
    assertThat(line(client).revision()).isEqualTo("r" + old.config().revision());

    String ejected =
        "ejected for 10 s after 5 failed requests in a row, the last: connection reset";
    client.send(report(old, new ServerReport("s2", 10, 10, 0, 0, 0, 0, 0, false, ejected, "", 0)));
    await().until(() -> line(client).rate().equals("50.0"));
    BalancerLine said = line(client);
    assertThat(said.errors()).isEqualTo("2.0");
    assertThat(said.retries()).isEqualTo("2.0");
    assertThat(said.inFlight()).isEqualTo("7");
    assertThat(said.passedOver()).isEqualTo("1, 1 ejected");
    assertThat(said.passed()).containsExactly("two of sample: " + ejected);
    assertThat(said.report()).isEqualTo("now");
    client.send(report(old, new ServerReport("s2", 10, 10, 0, 0, 0, 0, 0, true, "", "", 0)));
    await().until(() -> line(client).passed().isEmpty());

    apply(client, CURRENT.get(), "0000000000000000");
    await().until(() -> line(client).state().equals("Other ring"));
    assertThat(line(client).tone()).isEqualTo("bad");
    assertThat(line(client).same()).isFalse();
  }

  @Test
  void aPortThatABalancerCannotOpenIsShownWithTheReason() {
    Client client = connected();
    PublishedSnapshot now = CURRENT.get();
    apply(client, now, now.digest());
    await().until(() -> line(client).state().equals("Same ring"));
    client.send(
        Codec.encode(
            new Message.Report(
                now.config().revision(),
                0,
                1_000,
                List.of(),
                List.of(new ClosedPort(8443, "it has no certificates")),
                List.of())));
    await().until(() -> line(client).state().equals("Port closed"));
    assertThat(line(client).tone()).isEqualTo("bad");
    assertThat(line(client).detail()).isEqualTo("Port 8443 is closed: it has no certificates.");
    assertThat(status(client).agrees()).as("all else is in effect").isTrue();
    FleetChip chip = FleetChip.of(fleet.summary());
    assertThat(chip.tone()).isEqualTo("bad");
    assertThat(chip.text()).startsWith("port closed, ").endsWith(" on r" + now.config().revision());
    assertThat(chip.title()).endsWith(", same ring, 1 with a closed port");
    client.send(Codec.encode(new Message.Report(now.config().revision(), 0, 1_000, List.of())));
    await().until(() -> line(client).state().equals("Same ring"));
    assertThat(line(client).detail()).isEmpty();
    assertThat(FleetChip.of(fleet.summary()).tone()).isNotEqualTo("bad");
  }

  @Test
  void theHeaderIsNotGoodWhileAnObstacleStands() {
    Client client = connected();
    PublishedSnapshot now = CURRENT.get();
    apply(client, now, now.digest());
    Obstacle disk =
        new Obstacle(Obstacle.Item.SNAPSHOT_FILE, "", Obstacle.Kind.NO_SPACE, "it is full", 0, 0);
    client.send(
        Codec.encode(
            Message.Report.of(now.config().revision(), 0, 1_000, List.of(), List.of(disk))));
    await().until(() -> status(client).hasObstacles());
    FleetChip chip = FleetChip.of(fleet.summary());
    assertThat(chip.tone()).isEqualTo("warn");
    assertThat(chip.text()).startsWith("in part, ");
  }

  @Test
  void aRefusalIsShownWithItsReasons() {
    Client client = connected();
    client.send(
        Codec.encode(
            new Message.Rejected(
                1, CURRENT.get().config().revision(), List.of("port 8081 is taken"))));
    await().until(() -> !status(client).rejectedReasons().isEmpty());
    assertThat(status(client).rejectedReasons()).containsExactly("port 8081 is taken");
  }

  @Test
  void whoRunsTheSameTableAlreadyIsSentNothing() {
    Client client = connect(true);
    PublishedSnapshot now = CURRENT.get();
    client.hello(1, now.config().revision(), now.digest());
    await().until(() -> fleet.balancers().stream().anyMatch(one -> one.id().equals(client.id)));
    assertThat(status(client).agrees()).isTrue();
    // The reply to this comes after all messages that the hello could have caused.
    client.send("garbage");
    await().until(() -> !client.received.isEmpty());
    assertThat(client.published()).isEmpty();
  }

  @Test
  void garbageIsAnsweredAndRepeatedGarbageEndsTheConnection() {
    Client client = connected();
    client.send("{\"type\":\"dance\"}");
    await().until(() -> client.received.getLast() instanceof Message.Complaint);
    client.send("[");
    client.send("null");
    await().until(() -> client.closed.get() != null);
    assertThat(client.closed.get()).isEqualTo(1008);
  }

  @Test
  void aFrameOverTheLimitEndsTheConnection() {
    Client client = connected();
    // Does not wait for the end of the write: the connection may be closed before.
    CompletionStage<?> _ = client.socket.sendText(" ".repeat(Message.MAX_FRAME_BYTES + 1), true);
    await().until(() -> client.closed.get() != null);
    assertThat(client.closed.get()).isEqualTo(1009);
  }

  @Test
  void aRevokedBalancerIsCutOff() {
    Client client = connected();
    assertThat(tokens.revoke(token.id())).isTrue();
    await().until(() -> client.closed.get() != null);
    assertThat(client.closed.get()).isEqualTo(1008);
    await().until(() -> !status(client).connected());
    assertThat(fleet.remove(client.id)).isEqualTo(Fleet.RemovalResult.DONE);
  }

  @Test
  void theNewerConnectionOfABalancerTakesOver() {
    Client older = connected();
    Client newer = connect(true);
    newer.send(
        Codec.encode(new Message.Hello(1, older.id, "again", "0.1", "nio", 5000, 5001, 0, 0, "")));
    await().until(() -> older.closed.get() != null);
    assertThat(status(older).name()).isEqualTo("again");
    assertThat(status(older).connected()).isTrue();
  }

  @Test
  void aBalancerThatDoesNotReadHoldsNobodyUp() {
    Client stuck = connect(false);
    stuck.hello(0, 0, "");
    await().until(() -> fleet.balancers().stream().anyMatch(one -> one.id().equals(stuck.id)));
    Client client = connected();
    PublishedSnapshot last = CURRENT.get();
    for (int i = 0; i < 500; i++) {
      last = publishNext();
    }
    ConfigSnapshot newest = last.config();
    await().until(() -> client.published().getLast().snapshot().equals(newest));
  }

  @Test
  void aChangeReachesTwoHundredBalancers() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Client client = connect(true);
      client.hello(1, CURRENT.get().config().revision(), CURRENT.get().digest());
      clients.add(client);
    }
    await().until(() -> fleet.summary().agreeing() == 200);
    long start = System.nanoTime();
    PublishedSnapshot next = publishNext();
    await()
        .until(() ->
            clients.stream()
                .allMatch(one ->
                    one.published().stream()
                        .anyMatch(sent -> sent.snapshot().equals(next.config()))));
    System.out.printf(
        "200 balancers had the change after at most %.0f ms%n", (System.nanoTime() - start) / 1e6);
  }
}
