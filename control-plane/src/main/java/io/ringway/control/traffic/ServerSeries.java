package io.ringway.control.traffic;

import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerReport;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The time series of one server, second by second. Guarded by its cluster. */
final class ServerSeries {

  /** The age after which a report says nothing about now. */
  private static final long STALE_SECONDS = 5;

  private final Deque<Second> window = new ArrayDeque<>();
  private final Map<String, Seen> observed = new HashMap<>();

  /** Responses of the last seconds in a ring buffer; {@code written} counts the seconds so far. */
  private final int[] responses = new int[ClusterSeries.HISTORY_SECONDS];

  private int written;
  private Second running = new Second();
  private long requests;
  private long errors;
  private long failures;
  private long spills;

  /** The counts of one second. */
  private static final class Second {
    private long requests;
    private long errors;
    private @Nullable LatencyCounts latency;
  }

  /** The last report of one balancer. */
  private record Seen(
      long second, int inFlight, boolean healthy, String reason, Resolution resolution) {}

  /** Adds a report. Its share of earlier seconds is added as far back as they are kept. */
  void add(
      String balancerId,
      ServerReport report,
      @Nullable Histogram latency,
      ReportWindow reportWindow,
      long second) {
    requests += report.requests();
    errors += report.status5xx();
    failures += report.failures();
    spills += report.spills();
    running.requests += reportWindow.share(report.requests(), 0);
    running.errors += reportWindow.share(report.status5xx(), 0);
    addToHistory(report, reportWindow);
    if (latency != null) {
      LatencyCounts sum = running.latency;
      if (sum == null) {
        sum = new LatencyCounts();
        running.latency = sum;
      }
      sum.add(latency);
    }
    observed.put(
        balancerId,
        new Seen(
            second,
            report.inFlight(),
            report.healthy(),
            report.healthReason(),
            report.resolution()));
  }

  private void addToHistory(ServerReport report, ReportWindow reportWindow) {
    Iterator<Second> past = window.descendingIterator();
    for (int ago = 1; ago <= reportWindow.oldestSecond() && ago <= written; ago++) {
      int part = (int) reportWindow.share(report.requests(), ago);
      responses[(written - ago) % responses.length] += part;
      if (past.hasNext()) {
        Second then = past.next();
        then.requests += part;
        then.errors += reportWindow.share(report.status5xx(), ago);
      }
    }
  }

  /** Ends the running second and adds it to the sums of the cluster. */
  Sum seal(long second, Histogram clusterLatency) {
    Second done = running;
    running = new Second();
    window.addLast(done);
    responses[written++ % responses.length] = (int) Math.min(Integer.MAX_VALUE, done.requests);
    if (window.size() > ClusterSeries.WINDOW_SECONDS) {
      window.removeFirst();
    }
    if (done.latency != null) {
      done.latency.addTo(clusterLatency);
    }
    observed.values().removeIf(one -> second - one.second() > STALE_SECONDS);
    return new Sum(done.requests, done.errors);
  }

  /** The responses and errors of a second. */
  record Sum(long requests, long errors) {}

  long windowRequests() {
    return window.stream().mapToLong(second -> second.requests).sum();
  }

  /** Returns the responses of each of the last seconds, at most 900, oldest first. */
  List<Integer> last(int seconds) {
    int kept = Math.min(written, Math.min(seconds, responses.length));
    return IntStream.range(written - kept, written)
        .mapToObj(second -> responses[second % responses.length])
        .toList();
  }

  long requests() {
    return requests;
  }

  long errors() {
    return errors;
  }

  /** Merges the latencies of the window, bucket by bucket. */
  Histogram latency() {
    Histogram sum = LatencyHistograms.empty();
    for (Second second : window) {
      if (second.latency != null) {
        second.latency.addTo(sum);
      }
    }
    return sum;
  }

  ServerTraffic now(String serverId, int seconds, long clusterRequests) {
    long inWindow = windowRequests();
    Histogram latency = latency();
    return new ServerTraffic(
        serverId,
        requests,
        (double) inWindow / seconds,
        clusterRequests == 0 ? 0 : (double) inWindow / clusterRequests,
        latency.getValueAtPercentile(50),
        latency.getValueAtPercentile(99),
        errors,
        failures,
        spills,
        observed.values().stream().mapToInt(Seen::inFlight).sum(),
        health());
  }

  /** Returns the last report of each balancer that has reported in the last seconds, by its id. */
  List<ServerObservation> observations() {
    return observed.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(one ->
            new ServerObservation(
                one.getKey(),
                one.getValue().healthy(),
                one.getValue().reason(),
                one.getValue().inFlight(),
                one.getValue().resolution()))
        .toList();
  }

  ObservedHealth health() {
    if (observed.isEmpty()) {
      return ObservedHealth.UNKNOWN;
    }
    List<Seen> against = observed.values().stream().filter(one -> !one.healthy()).toList();
    if (against.isEmpty()) {
      return new ObservedHealth(ObservedHealth.State.HEALTHY, "");
    }
    String cause =
        against.stream().map(Seen::reason).min(Comparator.naturalOrder()).orElse("unhealthy");
    String reason =
        observed.size() == 1
            ? cause
            : against.size() + " of " + observed.size() + " balancers: " + cause;
    boolean out = against.size() * 2 >= observed.size();
    return new ObservedHealth(
        out ? ObservedHealth.State.UNHEALTHY : ObservedHealth.State.HEALTHY, reason);
  }
}
