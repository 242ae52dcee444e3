package io.ringway.control.cluster;

import io.ringway.control.publish.SnapshotPublished;
import io.ringway.control.traffic.ServerTraffic;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.traffic.TrafficTick;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The live numbers of a cluster's page: server-sent events that carry only what changed. */
@Controller
class ClusterStream {

  /** The browser connects again after this. */
  private static final long TIMEOUT_MILLIS = 30 * 60 * 1_000L;

  private final Clusters clusters;
  private final Traffic traffic;
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

  ClusterStream(Clusters clusters, Traffic traffic) {
    this.clusters = clusters;
    this.traffic = traffic;
  }

  @GetMapping(path = "/clusters/{cluster}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter stream(@PathVariable String cluster) {
    Reader reader =
        new Reader(clusters.details(cluster).config().id(), new SseEmitter(TIMEOUT_MILLIS));
    reader.emitter.onCompletion(() -> readers.remove(reader));
    reader.emitter.onTimeout(reader.emitter::complete);
    readers.add(reader);
    return reader.emitter;
  }

  @EventListener
  void on(TrafficTick tick) {
    for (Reader reader : readers) {
      Thread.startVirtualThread(() -> reader.tick(traffic));
    }
  }

  @EventListener
  void on(SnapshotPublished published) {
    long revision = published.snapshot().config().revision();
    Map<String, Object> event =
        Map.of("revision", revision, "text", "Revision " + revision + " is in force.");
    for (Reader reader : readers) {
      Thread.startVirtualThread(() -> reader.say("revision", event));
    }
  }

  /** An open stream would hold up a graceful stop. */
  @EventListener(ContextClosedEvent.class)
  void stop() {
    readers.forEach(reader -> reader.emitter.complete());
  }

  private static final class Reader {

    private final String clusterId;
    private final SseEmitter emitter;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<String, String> said = new HashMap<>();

    Reader(String clusterId, SseEmitter emitter) {
      this.clusterId = clusterId;
      this.emitter = emitter;
    }

    /** A browser that is still busy with the last tick is left out of this one. */
    void tick(Traffic traffic) {
      if (!turn.tryLock()) {
        return;
      }
      try {
        Map<String, String> fields = new HashMap<>();
        Map<String, String> tones = new HashMap<>();
        boolean healthChanged = false;
        for (ServerTraffic server : traffic.cluster(clusterId).servers()) {
          LiveNumbers now = LiveNumbers.of(server);
          String id = server.serverId();
          changed(fields, id + ".share", now.share());
          changed(fields, id + ".rate", now.rate());
          changed(fields, id + ".p99", now.p99());
          changed(fields, id + ".errors", now.errors());
          changed(fields, id + ".inFlight", now.inFlight());
          changed(fields, id + ".reason", now.reason());
          boolean first = !said.containsKey(id + ".health");
          if (changed(fields, id + ".health", now.health())) {
            tones.put(id + ".health", now.healthTone());
            healthChanged |= !first;
          }
        }
        say("tick", Map.of("fields", fields, "tones", tones));
        if (healthChanged) {
          say("picture", Map.of());
        }
      } finally {
        turn.unlock();
      }
    }

    private boolean changed(Map<String, String> fields, String name, String text) {
      if (text.equals(said.put(name, text))) {
        return false;
      }
      fields.put(name, text);
      return true;
    }

    void say(String name, Map<String, ?> event) {
      try {
        emitter.send(SseEmitter.event().name(name).data(event, MediaType.APPLICATION_JSON));
      } catch (IOException | IllegalStateException gone) {
        // The browser went away: the usual end of a stream.
        emitter.completeWithError(gone);
      }
    }
  }
}
