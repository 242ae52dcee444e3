package io.ringway.balancer.telemetry;

import io.ringway.protocol.Resolution;
import io.ringway.protocol.ServerReport;
import java.util.List;

/**
 * The counts of one server over all event loops since it was first used, with the part that was not
 * reported yet. Written by the merging thread under the lock of {@link TelemetryMerger}.
 */
final class ServerTotals {

  /** The counts that are summed over the loops, in a fixed order. */
  record Counts(
      long status1xx,
      long status2xx,
      long status3xx,
      long status4xx,
      long status5xx,
      long failures,
      long retries,
      long spills,
      long open,
      long begun) {
    static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Counts of(List<ServerCounters> loops) {
      Counts sum = ZERO;
      for (ServerCounters loop : loops) {
        // Ended before begun: a request between the two reads never makes the difference negative.
        long ended = loop.ended.value();
        long begun = loop.begun.value();
        sum =
            new Counts(
                sum.status1xx + loop.status1xx.value(),
                sum.status2xx + loop.status2xx.value(),
                sum.status3xx + loop.status3xx.value(),
                sum.status4xx + loop.status4xx.value(),
                sum.status5xx + loop.status5xx.value(),
                sum.failures + loop.failures.value(),
                sum.retries + loop.retries.value(),
                sum.spills + loop.spills.value(),
                sum.open + begun - ended,
                sum.begun + begun);
      }
      return sum;
    }

    long ok() {
      return status1xx + status2xx + status3xx;
    }

    long answers() {
      return ok() + status4xx + status5xx;
    }
  }

  /** The latencies that are in the buckets. */
  private final LatencyCounts merged = new LatencyCounts();

  private LatencyDelta unreported = LatencyDelta.NONE;
  final LatencyBuckets latencyBuckets = new LatencyBuckets();
  private Counts reported = Counts.ZERO;
  Counts now = Counts.ZERO;

  /**
   * Adds the current counts of the loops.
   *
   * @param ofCluster histogram of the cluster, to which response times are added too
   */
  void merge(List<ServerCounters> loops, LatencyBuckets ofCluster) {
    Counts next = Counts.of(loops);
    if (next.answers() != now.answers()) {
      LatencyDelta more = merged.raiseTo(loops.stream().map(loop -> loop.latency).toList());
      more.forEach(latencyBuckets::add);
      more.forEach(ofCluster::add);
      unreported = unreported.plus(more);
    }
    now = next;
  }

  ServerReport report(
      String serverId,
      boolean healthy,
      String reason,
      Resolution resolution,
      LatencyEncoder encoder) {
    return new ServerReport(
        serverId,
        now.answers() - reported.answers(),
        now.ok() - reported.ok(),
        now.status4xx - reported.status4xx,
        now.status5xx - reported.status5xx,
        now.failures - reported.failures,
        now.retries - reported.retries,
        Math.clamp(now.open, 0, Integer.MAX_VALUE),
        healthy,
        reason,
        encoder.encoded(unreported),
        now.spills - reported.spills,
        resolution);
  }

  void reported() {
    reported = now;
    unreported = LatencyDelta.NONE;
  }
}
