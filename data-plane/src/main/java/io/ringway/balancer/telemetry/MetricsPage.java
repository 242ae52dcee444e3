package io.ringway.balancer.telemetry;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The metrics of one moment in the Prometheus text format, version 0.0.4. It is written in chunks,
 * so that a page for thousands of servers is never in memory as a whole. Samples of one metric are
 * grouped. For one thread at a time.
 */
public final class MetricsPage {

  /** The media type, for {@code Content-Type}. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** The samples of a metric by the index of an item; an item may have none. */
  @FunctionalInterface
  public interface Samples {
    /** Writes the samples of one item. */
    void write(int item, SampleWriter out);
  }

  private record Metric(String name, MetricType type, String help, int items, Samples samples) {}

  private final Set<String> clusters;
  private final boolean byServer;
  private final List<Metric> metrics = new ArrayList<>();
  private final PrometheusText few = new PrometheusText();
  private int metric;
  private int item = -1;

  /**
   * Collects the metrics of all sources.
   *
   * @param clusters names of the clusters; empty for all of them and the process
   * @param byServer whether latency histograms are by server, else by cluster
   */
  public MetricsPage(List<MetricSource> sources, Set<String> clusters, boolean byServer) {
    this.clusters = new LinkedHashSet<>(clusters);
    this.byServer = byServer;
    sources.forEach(source -> source.addTo(this));
    few.forEach((name, type, help, samples) ->
        metrics.add(new Metric(name, type, help, 1, (_, out) -> out.text(samples))));
  }

  /** Tells whether it includes the process, and not some clusters only. */
  public boolean whole() {
    return clusters.isEmpty();
  }

  /** Tells whether it includes this cluster. */
  public boolean shows(String cluster) {
    return clusters.isEmpty() || clusters.contains(cluster);
  }

  boolean byServer() {
    return byServer;
  }

  /**
   * Adds a metric.
   *
   * @param items the number of items with samples
   */
  public void add(String name, MetricType type, String help, int items, Samples samples) {
    metrics.add(new Metric(name, type, help, items, samples));
  }

  /** Adds metrics of the whole process. */
  void few(Consumer<PrometheusText> source) {
    if (whole()) {
      source.accept(few);
    }
  }

  /**
   * Writes the next chunk.
   *
   * @param enough size of a chunk in bytes; it exceeds this by the samples of one item at most
   * @return whether there is more to write
   */
  public boolean write(ByteBuf out, int enough) {
    SampleWriter writer = new SampleWriter(out);
    int end = out.writerIndex() + enough;
    while (metric < metrics.size() && out.writerIndex() < end) {
      Metric current = metrics.get(metric);
      if (item < 0) {
        writer.text("# HELP " + current.name() + " " + current.help() + "\n");
        writer.text(
            "# TYPE "
                + current.name()
                + " "
                + current.type().name().toLowerCase(Locale.ROOT)
                + "\n");
        item = 0;
      }
      while (item < current.items() && out.writerIndex() < end) {
        current.samples().write(item++, writer);
      }
      if (item >= current.items()) {
        metric++;
        item = -1;
      }
    }
    return metric < metrics.size();
  }
}
