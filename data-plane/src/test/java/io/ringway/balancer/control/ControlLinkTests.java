package io.ringway.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.ringway.balancer.resolver.Resolver;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.TableExplainer;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlLinkTests {

  @TempDir Path folder;

  private final Transport beside = Transport.openSideLoop();
  private final EventLoopGroup group = beside.group();
  private final FakeRoutes routes = new FakeRoutes();
  private FakeControlPlane control;
  private SnapshotApplier snapshotApplier;
  private ControlLink link;

  @BeforeEach
  void start() throws InterruptedException {
    control = new FakeControlPlane();
    open(FakeControlPlane.TOKEN);
    assertThat(control.await(Message.Hello.class).balancerId()).isEqualTo("b-1");
  }

  private void open(String token) {
    snapshotApplier =
        new SnapshotApplier(
            routes, new SnapshotStore(folder, InstantSource.system()), InstantSource.system());
    link =
        new ControlLink(
            new LinkSettings(control.uri(), () -> token, 500, 5, 40),
            snapshotApplier,
            new TableExplainer(new ActiveTable(InstantSource.system()))::explain,
            group.next(),
            beside.clientBootstrap(),
            Resolver.ofLiterals(),
            new Random(1),
            InstantSource.system());
    link.start(new BalancerIdentity("b-1", "b", "0", "nio", 1, 2));
  }

  @AfterEach
  void stop() {
    link.close();
    control.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static Message.Publish publish(long revision) {
    return new Message.Publish(
        new ConfigSnapshot(1, revision, "default", 0, List.of()), "d" + revision);
  }

  @Test
  void aPublishedSnapshotIsAppliedAndSaved() throws InterruptedException {
    control.send(publish(7));
    Message.Applied applied = control.await(Message.Applied.class);
    assertThat(applied.revision()).isEqualTo(7);
    assertThat(applied.digest()).isEqualTo("d7");
    await().until(() -> Files.exists(folder.resolve("snapshot")));
    assertThat(snapshotApplier.source()).isEqualTo(SnapshotApplier.Source.CONTROL_PLANE);
  }

  @Test
  void aQuestionIsAnsweredWithItsNumber() throws InterruptedException {
    control.send(new Message.Ask(41, new ExplainQuery.Key("none", "a")));
    Message.Unanswered answer = control.await(Message.Unanswered.class);
    assertThat(answer.id()).isEqualTo(41);
    assertThat(answer.reason()).isEqualTo("There is no cluster 'none'.");
  }

  @Test
  void anOlderRevisionChangesNothingAndAnEqualOneIsConfirmed() throws InterruptedException {
    control.send(publish(7));
    control.await(Message.Applied.class);
    control.send(publish(6));
    assertThat(control.await(Message.Rejected.class).reasons().getFirst()).contains("older");
    assertThat(routes.snapshot().revision()).isEqualTo(7);
    control.send(publish(7));
    assertThat(control.await(Message.Applied.class).buildMicros()).isZero();
  }

  @Test
  void aRefusedSnapshotIsAnsweredWithItsReasonAndTheOldOneStays() throws InterruptedException {
    control.send(publish(7));
    control.await(Message.Applied.class);
    routes.refusal = "port 8081 is taken";
    control.send(publish(8));
    assertThat(control.await(Message.Rejected.class).reasons())
        .containsExactly("port 8081 is taken");
    assertThat(routes.snapshot().revision()).isEqualTo(7);
  }

  @Test
  void aSnapshotThatCannotBeReadIsRejectedByItsRevision() throws InterruptedException {
    control.send(
        "{\"type\":\"publish\",\"digest\":\"\",\"snapshot\":{\"epoch\":1,\"revision\":9}}");
    assertThat(control.await(Message.Rejected.class).revision()).isEqualTo(9);
  }

  @Test
  void garbageIsComplainedAboutAndTheLinkLives() throws InterruptedException {
    for (String garbage : List.of("", "{", "[]", "{\"type\":\"dance\"}")) {
      control.send(garbage);
      control.await(Message.Complaint.class);
    }
    control.send(publish(3));
    assertThat(control.await(Message.Applied.class).revision()).isEqualTo(3);
    assertThat(control.attempts).hasValue(1);
  }

  @Test
  void anOversizedFrameEndsTheConnectionAndTheNextOneWorks() throws InterruptedException {
    control.send("x".repeat(Message.MAX_FRAME_BYTES + 1));
    control.await(Message.Hello.class);
    control.send(publish(3));
    assertThat(control.await(Message.Applied.class).revision()).isEqualTo(3);
  }

  @Test
  void aLostConnectionIsDialledAgainAndTellsWhatIsInForce() throws InterruptedException {
    control.send(publish(7));
    control.await(Message.Applied.class);
    control.drop();
    Message.Hello again = control.await(Message.Hello.class);
    assertThat(again.revision()).isEqualTo(7);
    assertThat(again.digest()).isEqualTo("d7");
  }

  @Test
  void aRefusedTokenIsTriedAgain() {
    link.close();
    int before = control.attempts.get();
    open("wrong");
    await().until(() -> control.attempts.get() >= before + 3);
    assertThat(link.connected()).isFalse();
  }

  @Test
  void aControlPlaneThatFallsSilentIsLeftAndDialledAgain() throws InterruptedException {
    control.send(publish(7));
    control.await(Message.Applied.class);
    control.fallSilent();
    assertThat(control.await(Message.Hello.class).revision()).isEqualTo(7);
    assertThat(control.attempts).hasValue(2);
  }

  @Test
  void whatOnlyABalancerSaysIsComplainedAbout() throws InterruptedException {
    control.send(new Message.Applied(1, 7, "d7", 0));
    assertThat(control.await(Message.Complaint.class).detail()).contains("not Applied");
  }

  @Test
  void aRevisionOfAnotherWorkspaceIsNeitherOlderNorNewer() throws InterruptedException {
    control.send(publish(7));
    control.await(Message.Applied.class);
    control.send(new Message.Publish(new ConfigSnapshot(1, 3, "other", 0, List.of()), "d3"));
    assertThat(control.await(Message.Applied.class).revision()).isEqualTo(3);
    assertThat(routes.snapshot().workspace()).isEqualTo("other");
  }
}
