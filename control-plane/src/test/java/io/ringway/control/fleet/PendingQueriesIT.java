package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.protocol.Codec;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Message;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Queries over real connections, with balancers that answer, refuse, stay silent or disconnect. */
class PendingQueriesIT extends RunningFleet {

  private static final ExplainQuery QUESTION = new ExplainQuery.Key("sample", "user-42");

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

  private CompletableFuture<List<BalancerExplanation>> ask() {
    CompletableFuture<List<BalancerExplanation>> replies = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> replies.complete(fleet.query(QUESTION)));
    return replies;
  }

  private static Message.Ask asked(Client client) {
    await().until(() -> client.received.stream().anyMatch(Message.Ask.class::isInstance));
    return (Message.Ask)
        client.received.stream().filter(Message.Ask.class::isInstance).findFirst().orElseThrow();
  }

  private static QueryResult of(Client client, CompletableFuture<List<BalancerExplanation>> replies)
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
    CompletableFuture<List<BalancerExplanation>> replies = ask();
    assertThat(asked(first).question()).isEqualTo(QUESTION);
    // The second query was sent before the first was answered.
    second.send(Codec.encode(new Message.Answer(asked(second).id(), explanation("s2"))));
    first.send(Codec.encode(new Message.Answer(asked(first).id(), explanation("s1"))));
    assertThat(of(first, replies)).isEqualTo(new QueryResult.Explained(explanation("s1")));
    assertThat(of(second, replies)).isEqualTo(new QueryResult.Explained(explanation("s2")));
  }

  @Test
  void aBalancerThatHasNoAnswerSaysWhy() throws Exception {
    Client client = connected();
    CompletableFuture<List<BalancerExplanation>> replies = ask();
    client.send(Codec.encode(new Message.Unanswered(asked(client).id(), "No such\ncluster.")));
    assertThat(of(client, replies)).isEqualTo(new QueryResult.Refused("No such?cluster."));
  }

  @Test
  void aBalancerOfAnOlderVersionCannotExplain() throws Exception {
    Client client = connected();
    CompletableFuture<List<BalancerExplanation>> replies = ask();
    asked(client);
    client.send(Codec.encode(new Message.Complaint("Cannot use the last message.")));
    assertThat(of(client, replies)).isEqualTo(new QueryResult.CannotExplain());
    assertThat(status(client).connected()).isTrue();
  }

  @Test
  void aSilentBalancerHoldsNobodyUpForLongAndItsLateAnswerIsDropped() throws Exception {
    Client client = connected();
    CompletableFuture<List<BalancerExplanation>> replies = ask();
    long id = asked(client).id();
    assertThat(of(client, replies)).isEqualTo(new QueryResult.Silent(400));
    client.send(Codec.encode(new Message.Answer(id, explanation("s1"))));
    client.send(Codec.encode(new Message.Answer(987_654, explanation("s1"))));
    client.send(
        "garbage"); // the complaint about this comes after whatever those two could have caused
    await().until(() -> client.received.getLast() instanceof Message.Complaint);
    assertThat(client.received).filteredOn(Message.Complaint.class::isInstance).hasSize(1);
    assertThat(status(client).connected()).isTrue();
  }

  @Test
  void aDisconnectFailsItsQuestionsAtOnce() throws Exception {
    Client client = connected();
    CompletableFuture<List<BalancerExplanation>> replies = ask();
    asked(client);
    client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(of(client, replies)).isEqualTo(new QueryResult.Disconnected());
  }

  @Test
  void onlyAFewQuestionsWaitForOneBalancer() {
    Outbox outbox = new Outbox();
    PendingQueries pendingQueries = new PendingQueries(outbox, Duration.ofMinutes(1));
    List<CompletableFuture<QueryResult>> waiting =
        Stream.generate(() -> pendingQueries.send(QUESTION))
            .limit(PendingQueries.MAX_WAITING)
            .toList();
    assertThat(pendingQueries.send(QUESTION).join()).isEqualTo(new QueryResult.Busy());
    assertThat(pendingQueries.complete(1, new QueryResult.CannotExplain())).isTrue();
    assertThat(waiting.getFirst()).isDone();
    assertThat(pendingQueries.send(QUESTION)).isNotDone();
    pendingQueries.completeAll();
    assertThat(waiting).allMatch(CompletableFuture::isDone);
    assertThat(pendingQueries.send(QUESTION).join()).isEqualTo(new QueryResult.Disconnected());
  }

  @Test
  void aBalancerIsNotAskedMoreOftenThanItMayAnswer() throws InterruptedException {
    Outbox outbox = new Outbox();
    PendingQueries pendingQueries = new PendingQueries(outbox, Duration.ofMinutes(1));
    for (long id = 1; id <= PendingQueries.MAX_A_SECOND; id++) {
      assertThat(pendingQueries.send(QUESTION)).isNotDone();
      assertThat(outbox.take()).isInstanceOf(Outbox.Note.class);
      assertThat(pendingQueries.complete(id, new QueryResult.CannotExplain())).isTrue();
    }
    assertThat(pendingQueries.send(QUESTION).join()).isEqualTo(new QueryResult.Busy());
  }
}
