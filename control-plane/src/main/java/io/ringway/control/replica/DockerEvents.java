package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscription to the events of this installation's containers. */
final class DockerEvents {

  private static final Logger LOG = LoggerFactory.getLogger(DockerEvents.class);

  /** The pause between attempts, for an engine or a proxy that ends each stream at once. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final String label;
  private final InstantSource clock;
  private volatile Runnable changed = () -> {};
  private volatile @Nullable ResultCallback<Event> stream;
  private volatile Instant notBefore = Instant.MIN;

  /**
   * Creates a subscription to events of containers with a label.
   *
   * @param label as {@code key=value}
   */
  DockerEvents(String label, InstantSource clock) {
    this.label = label;
    this.clock = clock;
  }

  void watch(Runnable changed) {
    this.changed = changed;
  }

  /** Subscribes unless it is subscribed or has just tried. */
  void subscribe(DockerClient docker) {
    if (stream != null || clock.instant().isBefore(notBefore)) {
      return;
    }
    notBefore = clock.instant().plus(PAUSE);
    Callback callback = new Callback();
    stream = callback;
    docker
        .eventsCmd()
        .withEventTypeFilter(EventType.CONTAINER)
        .withEventFilter("start", "die", "destroy", "pause", "unpause")
        .withLabelFilter(label)
        .exec(callback);
  }

  /** Ends the subscription; the next {@link #subscribe} starts another. */
  void close() {
    ResultCallback<Event> open = stream;
    stream = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("Docker's event stream did not close cleanly: {}", e.toString());
      }
    }
  }

  private final class Callback extends ResultCallback.Adapter<Event> {

    @Override
    public void onNext(Event event) {
      changed.run();
    }

    @Override
    public void onError(Throwable broken) {
      LOG.debug("The event stream of Docker broke: {}", broken.toString());
      onComplete();
    }

    @Override
    public void onComplete() {
      super.onComplete();
      if (stream == this) {
        stream = null; // the next periodic check subscribes again
      }
    }
  }
}
