package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.protocol.Codec;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Message;
import io.ringway.protocol.Question;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Questions over real connections, with balancers that answer, refuse, keep silent or leave. */
class QuestionsIT extends RunningFleet {

  private static final Question QUESTION = new Question.Key("sample", "user-42");

  static Explanation explanation(String taker) {
    return new Explanation(
        "sample",
        1,
        "given",
        "user-42",
        "",
        "",
        0,
        "",
        "",
        0,
        taker,
        List.of(taker),
        0,
        0,
        2,
        List.of(),
        taker + " takes it.");
  }

  private CompletableFuture<List<BalancerReply>> ask() {
    CompletableFuture<List<BalancerReply>> replies = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> replies.complete(fleet.ask(QUESTION)));
    return replies;
  }

  private static Message.Ask asked(Client client) {
    await().until(() -> client.received.stream().anyMatch(Message.Ask.class::isInstance));
    return (Message.Ask)
        client.received.stream().filter(Message.Ask.class::isInstance).findFirst().orElseThrow();
  }

  private static Reply of(Client client, CompletableFuture<List<BalancerReply>> replies)
      throws Exception {
    return replies.get(5, TimeUnit.SECONDS).stream()
        .filter(one -> one.balancerId().equals(client.id))
        .findFirst()
        .orElseThrow()
        .reply();
  }

  @Test
  void allAreAskedAtOnceAndEachAnswerFindsItsQuestion() throws Exception {
    Client first = connected();
    Client second = connected();
    CompletableFuture<List<BalancerReply>> replies = ask();
    assertThat(asked(first).question()).isEqualTo(QUESTION);
    // The second was asked before the first has answered.
    second.send(Codec.encode(new Message.Answer(asked(second).id(), explanation("s2"))));
    first.send(Codec.encode(new Message.Answer(asked(first).id(), explanation("s1"))));
    assertThat(of(first, replies)).isEqualTo(new Reply.Explained(explanation("s1")));
    assertThat(of(second, replies)).isEqualTo(new Reply.Explained(explanation("s2")));
  }

  @Test
  void aBalancerThatHasNoAnswerSaysWhy() throws Exception {
    Client client = connected();
    CompletableFuture<List<BalancerReply>> replies = ask();
    client.send(Codec.encode(new Message.Unanswered(asked(client).id(), "No such\ncluster.")));
    assertThat(of(client, replies)).isEqualTo(new Reply.Refused("No such?cluster."));
  }

  @Test
  void aBalancerOfAnOlderVersionCannotExplain() throws Exception {
    Client client = connected();
    CompletableFuture<List<BalancerReply>> replies = ask();
    asked(client);
    client.send(Codec.encode(new Message.Complaint("Cannot use the last message.")));
    assertThat(of(client, replies)).isEqualTo(new Reply.CannotExplain());
    assertThat(status(client).connected()).isTrue();
  }

  @Test
  void aSilentBalancerHoldsNobodyUpForLongAndItsLateAnswerIsDropped() throws Exception {
    Client client = connected();
    CompletableFuture<List<BalancerReply>> replies = ask();
    long id = asked(client).id();
    assertThat(of(client, replies)).isEqualTo(new Reply.Silent(400));
    client.send(Codec.encode(new Message.Answer(id, explanation("s1"))));
    client.send(Codec.encode(new Message.Answer(987_654, explanation("s1"))));
    client.send("garbage"); // the complaint about this comes after whatever those two would bring
    await().until(() -> client.received.getLast() instanceof Message.Complaint);
    assertThat(client.received).filteredOn(Message.Complaint.class::isInstance).hasSize(1);
    assertThat(status(client).connected()).isTrue();
  }

  @Test
  void aDisconnectFailsItsQuestionsAtOnce() throws Exception {
    Client client = connected();
    CompletableFuture<List<BalancerReply>> replies = ask();
    asked(client);
    client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(of(client, replies)).isEqualTo(new Reply.Disconnected());
  }

  @Test
  void onlyAFewQuestionsWaitForOneBalancer() {
    Outbox outbox = new Outbox();
    Questions questions = new Questions(outbox, Duration.ofMinutes(1));
    List<CompletableFuture<Reply>> waiting =
        Stream.generate(() -> questions.ask(QUESTION)).limit(Questions.MAX_WAITING).toList();
    assertThat(questions.ask(QUESTION).join()).isEqualTo(new Reply.Busy());
    assertThat(questions.answered(1, new Reply.CannotExplain())).isTrue();
    assertThat(waiting.getFirst()).isDone();
    assertThat(questions.ask(QUESTION)).isNotDone();
    questions.disconnected();
    assertThat(waiting).allMatch(CompletableFuture::isDone);
    assertThat(questions.ask(QUESTION).join()).isEqualTo(new Reply.Disconnected());
  }

  @Test
  void aBalancerIsNotAskedMoreOftenThanItMayAnswer() throws InterruptedException {
    Outbox outbox = new Outbox();
    Questions questions = new Questions(outbox, Duration.ofMinutes(1));
    for (long id = 1; id <= Questions.MAX_A_SECOND; id++) {
      assertThat(questions.ask(QUESTION)).isNotDone();
      assertThat(outbox.take()).isInstanceOf(Outbox.Note.class);
      assertThat(questions.answered(id, new Reply.CannotExplain())).isTrue();
    }
    assertThat(questions.ask(QUESTION).join()).isEqualTo(new Reply.Busy());
  }
}
