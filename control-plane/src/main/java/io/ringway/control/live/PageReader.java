package io.ringway.control.live;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** One open page that listens to a stream of server-sent events; it hears only what changed. */
final class PageReader {

  /** The browser connects again after this. */
  private static final long TIMEOUT_MILLIS = 30 * 60 * 1_000L;

  /** What changed since the last tick, by the names that the page gave its places. */
  final class Tick {

    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, String> tones = new HashMap<>();
    private final Map<String, String> lines = new HashMap<>();

    /** How many ticks there were before this one. */
    int before() {
      return ticks;
    }

    /** A text; true when it changed since an earlier tick. */
    boolean text(String name, String text) {
      String before = said.put(name, text);
      if (text.equals(before)) {
        return false;
      }
      fields.put(name, text);
      return before != null;
    }

    /** The look of a chip. */
    void tone(String name, String tone) {
      if (!tone.equals(said.put("tone " + name, tone))) {
        tones.put(name, tone);
      }
    }

    /** The points of an SVG line. */
    void line(String name, String points) {
      if (!points.equals(said.put("line " + name, points))) {
        lines.put(name, points);
      }
    }

    /** Something without a place on the page; true when it changed since an earlier tick. */
    boolean state(String name, String state) {
      String before = said.put("state " + name, state);
      return before != null && !before.equals(state);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(PageReader.class);

  private final SseEmitter emitter = new SseEmitter(TIMEOUT_MILLIS);
  private final ReentrantLock turn = new ReentrantLock();
  private final Map<String, String> said = new HashMap<>();
  private final String name;
  private final String clusterId;
  private int ticks;

  /**
   * A page in somebody's browser.
   *
   * @param name who reads it
   * @param clusterId the cluster that it shows, empty for others
   */
  PageReader(String name, String clusterId) {
    this.name = name;
    this.clusterId = clusterId;
  }

  /** Who reads it. */
  String name() {
    return name;
  }

  String clusterId() {
    return clusterId;
  }

  SseEmitter emitter() {
    return emitter;
  }

  /** Says what state of something without a place the page was made with. */
  void shows(String name, String state) {
    said.put("state " + name, state);
  }

  /** A browser that is still busy with the last tick is left out of this one. */
  void tick(Consumer<Tick> collect) {
    if (!turn.tryLock()) {
      return;
    }
    try {
      Tick tick = new Tick();
      collect.accept(tick);
      ticks++;
      say("tick", Map.of("fields", tick.fields, "tones", tick.tones, "lines", tick.lines));
    } finally {
      turn.unlock();
    }
  }

  void say(String name, Map<String, ?> event) {
    try {
      emitter.send(SseEmitter.event().name(name).data(event, MediaType.APPLICATION_JSON));
    } catch (IOException | IllegalStateException gone) {
      // The browser went away: the usual end of a stream, which the container brings about.
      LOG.debug("A page stopped to listen", gone);
    }
  }
}
