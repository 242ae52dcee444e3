package io.ringway.balancer.control;

import io.ringway.protocol.Codec;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Message;
import io.ringway.protocol.ProtocolException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads frames and applies the newest snapshot among them, on the one apply thread. A snapshot that
 * is overtaken before its turn is never built and never answered.
 */
final class SnapshotInbox {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotInbox.class);
  private static final JsonMapper TREES = JsonMapper.builder().build();

  private record Waiting(Message.Publish publish, long receivedNanos, Consumer<Message> answerTo) {}

  private final SnapshotApplier snapshotApplier;
  private final Function<ExplainQuery, Explanation> explain;
  private final Executor applyThread;
  private @Nullable Waiting newest;

  SnapshotInbox(
      SnapshotApplier snapshotApplier,
      Function<ExplainQuery, Explanation> explain,
      Executor applyThread) {
    this.snapshotApplier = snapshotApplier;
    this.explain = explain;
    this.applyThread = applyThread;
  }

  /** Reads one frame. On the apply thread. */
  void read(String frame, long receivedNanos, Consumer<Message> answerTo) {
    Message message;
    try {
      message = Codec.decode(frame);
    } catch (ProtocolException e) {
      Message answer = refusal(frame, e);
      LOG.warn("The control plane sent what cannot be used: {}", e.getMessage());
      answerTo.accept(answer);
      return;
    }
    switch (message) {
      case Message.Publish publish -> keep(new Waiting(publish, receivedNanos, answerTo));
      case Message.Bye bye -> LOG.info("The control plane says goodbye: {}", bye.reason());
      case Message.Complaint complaint ->
          LOG.warn("The control plane complains: {}", complaint.detail());
      case Message.Ask ask -> answerTo.accept(answer(ask));
      case Message.Answer _,
          Message.Unanswered _,
          Message.Hello _,
          Message.Applied _,
          Message.Rejected _,
          Message.Report _ -> {
        LOG.warn("The control plane sent a balancer's message, {}", message.getClass());
        answerTo.accept(
            new Message.Complaint(
                "A balancer reads publish, ask, complaint and bye, not "
                    + message.getClass().getSimpleName()
                    + "."));
      }
    }
  }

  private Message answer(Message.Ask ask) {
    try {
      return new Message.Answer(ask.id(), explain.apply(ask.question()));
    } catch (IllegalArgumentException e) {
      return new Message.Unanswered(ask.id(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      String words = UnexpectedError.describe(e);
      LOG.error("Question {} of the control plane has no answer: {}", ask.id(), words, e);
      return new Message.Unanswered(ask.id(), words);
    }
  }

  private void keep(Waiting next) {
    Waiting before = newest;
    if (before == null) {
      // Behind the frames that are already here: they may hold a newer one.
      applyThread.execute(this::applyNewest);
    } else if (next.publish().snapshot().compareTo(before.publish().snapshot()) < 0) {
      return;
    }
    newest = next;
  }

  private void applyNewest() {
    Waiting waiting = newest;
    newest = null;
    if (waiting != null) {
      Message answer = snapshotApplier.offer(waiting.publish(), waiting.receivedNanos());
      waiting.answerTo().accept(answer);
      if (answer instanceof Message.Applied) {
        snapshotApplier.save();
      }
    }
  }

  /** A snapshot that cannot be read is rejected by its revision, anything else complained about. */
  private static Message refusal(String frame, ProtocolException cause) {
    String reason = String.valueOf(cause.getMessage());
    try {
      JsonNode tree = TREES.readTree(frame);
      JsonNode snapshot = tree.path("snapshot");
      if (tree.path("type").asString("").equals("publish")
          && snapshot.path("revision").isIntegralNumber()) {
        return new Message.Rejected(
            snapshot.path("epoch").asLong(0), snapshot.path("revision").asLong(), List.of(reason));
      }
    } catch (JacksonException e) {
      LOG.debug("Not JSON at all", e);
    }
    return new Message.Complaint("Cannot use the last message: " + reason);
  }
}
