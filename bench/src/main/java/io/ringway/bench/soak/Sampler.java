package io.ringway.bench.soak;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A thread that scrapes the metrics of all parts every second and samples their processes every
 * other second.
 */
final class Sampler implements AutoCloseable {

  private static final int INTERVAL_MILLIS = 1_000;
  private static final int SAMPLE_EVERY = 2;

  private final Installation installation;
  private final ErrorCounts errors;
  private final Findings findings;
  private final List<Sample> samples = new ArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);

  Sampler(Installation installation, ErrorCounts errors, Findings findings) {
    this.installation = installation;
    this.errors = errors;
    this.findings = findings;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      for (int turn = 0; !ended.get(); turn++) {
        for (SystemPart systemPart : installation.parts()) {
          look(systemPart, turn % SAMPLE_EVERY == 0);
        }
        TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(SystemPart systemPart, boolean sample) throws InterruptedException {
    int instance = systemPart.instance();
    try {
      if (!systemPart.runs()) {
        return;
      }
      if (sample) {
        add(Sample.of(systemPart));
      }
      if (systemPart != installation.site()) {
        errors.read(systemPart);
      }
    } catch (NoSuchFileException ended) {
      // The part was restarted at this moment.
    } catch (IOException e) {
      if (systemPart.runs() && systemPart.instance() == instance && systemPart.isUp()) {
        findings.add("Metrics of the " + systemPart.name(), e.toString());
      }
    }
  }

  private synchronized void add(Sample sample) {
    samples.add(sample);
  }

  /** Returns all samples of a part, in order. */
  synchronized List<Sample> of(SystemPart systemPart) {
    return samples.stream().filter(sample -> sample.part().equals(systemPart.name())).toList();
  }

  @Override
  public void close() {
    ended.set(true);
  }
}
