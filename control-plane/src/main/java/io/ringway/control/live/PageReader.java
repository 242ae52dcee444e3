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

/** One open page with a stream of server-sent events. It receives only changes. */
final class PageReader {

  /** The lifetime of a stream, in milliseconds. The browser connects again after it. */
  private static final long TIMEOUT_MILLIS = 30 * 60 * 1_000L;

  /** The changes since the last tick, by the names of the page's live elements. */
  final class Tick {

    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, String> tones = new HashMap<>();
    private final Map<String, String> lines = new HashMap<>();

    /** Returns the number of earlier ticks. */
    int before() {
      return ticks;
    }

    /** Sets a text. Returns true when it changed since an earlier tick. */
    boolean text(String name, String text) {
      String before = said.put(name, text);
      if (text.equals(before)) {
        return false;
      }
      fields.put(name, text);
      return before != null;
    }

    /** Sets the CSS class of a chip. */
    void tone(String name, String tone) {
      if (!tone.equals(said.put("tone " + name, tone))) {
        tones.put(name, tone);
      }
    }

    /** Sets the points of an SVG line. */
    void line(String name, String points) {
      if (!points.equals(said.put("line " + name, points))) {
        lines.put(name, points);
      }
    }

    /**
     * Sets a value that has no element on the page. Returns true when it changed since an earlier
     * tick.
     */
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
   * Creates the stream of a page.
   *
   * @param name name of the user
   * @param clusterId id of the cluster that the page shows, empty for others
   */
  PageReader(String name, String clusterId) {
    this.name = name;
    this.clusterId = clusterId;
  }

  /** Returns the name of the user. */
  String name() {
    return name;
  }

  String clusterId() {
    return clusterId;
  }

  SseEmitter emitter() {
    return emitter;
  }

  /** Sets the value that the page was rendered with, for something that has no element on it. */
  void shows(String name, String state) {
    said.put("state " + name, state);
  }

  /** Sends the changes of a tick. A browser that is still busy with the last one skips it. */
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
      // The browser went away. This is the usual end of a stream; the container completes it.
      LOG.debug("A page stopped to listen", gone);
    }
  }
}
