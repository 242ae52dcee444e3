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
 * The inbox of the link: reads frames on the apply thread and applies the newest snapshot among
 * them. A snapshot that a newer one overtakes is neither built nor acknowledged.
 */
final class SnapshotInbox {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotInbox.class);
  private static final JsonMapper TREES = JsonMapper.builder().build();

  private record Waiting(Message.Publish publish, long receivedNanos, Consumer<Message> reply) {}

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
  void read(String frame, long receivedNanos, Consumer<Message> reply) {
    Message message;
    try {
      message = Codec.decode(frame);
    } catch (ProtocolException e) {
      Message outcome = refusal(frame, e);
      LOG.warn("The control plane sent an invalid message: {}", e.getMessage());
      reply.accept(outcome);
      return;
    }
    switch (message) {
      case Message.Publish publish -> keep(new Waiting(publish, receivedNanos, reply));
      case Message.Bye bye -> LOG.info("The control plane says goodbye: {}", bye.reason());
      case Message.Complaint complaint ->
          LOG.warn("The control plane complains: {}", complaint.detail());
      case Message.Ask ask -> reply.accept(explain(ask));
      case Message.Answer _,
          Message.Unanswered _,
          Message.Hello _,
          Message.Applied _,
          Message.Rejected _,
          Message.Report _ -> {
        LOG.warn("The control plane sent a balancer's message, {}", message.getClass());
        reply.accept(
            new Message.Complaint(
                "A balancer reads publish, ask, complaint and bye, not "
                    + message.getClass().getSimpleName()
                    + "."));
      }
    }
  }

  private Message explain(Message.Ask ask) {
    try {
      return new Message.Answer(ask.id(), explain.apply(ask.question()));
    } catch (IllegalArgumentException e) {
      return new Message.Unanswered(ask.id(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      String words = UnexpectedError.describe(e);
      LOG.error("Query {} of the control plane failed: {}", ask.id(), words, e);
      return new Message.Unanswered(ask.id(), words);
    }
  }

  private void keep(Waiting next) {
    Waiting before = newest;
    if (before == null) {
      // After the frames that have already arrived: they may hold a newer one.
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
      Message outcome = snapshotApplier.offer(waiting.publish(), waiting.receivedNanos());
      waiting.reply().accept(outcome);
      if (outcome instanceof Message.Applied) {
        snapshotApplier.save();
      }
    }
  }

  /** Rejects an unreadable snapshot by its revision; other unreadable messages get a complaint. */
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
      LOG.debug("Not JSON", e);
    }
    return new Message.Complaint("Cannot use the last message: " + reason);
  }
}
