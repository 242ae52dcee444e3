package io.ringway.control.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.ServerReport;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory that the latencies of many busy servers take. */
class TrafficMemoryTests {

  private static final int SERVERS = 500;

  private static Histogram histogram(long... micros) {
    Histogram histogram = new Histogram(3);
    Arrays.stream(micros).forEach(histogram::recordValue);
    return histogram;
  }

  private static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  private static long liveBytes() throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    String total = histogram.substring(histogram.lastIndexOf("Total")).trim();
    return Long.parseLong(total.split("\\s+", -1)[2]);
  }

  @Test
  void theSecondsOfAServerTakeMemoryForTheLatenciesThatItHad() throws Exception {
    Map<String, Histogram> latencies =
        IntStream.range(0, SERVERS)
            .mapToObj(i -> "s" + i)
            .collect(Collectors.toMap(Function.identity(), _ -> histogram(300, 20_000, 900_000)));
    ClusterReport report =
        new ClusterReport(
            "c",
            0,
            0,
            latencies.keySet().stream()
                .map(id -> new ServerReport(id, 3, 3, 0, 0, 0, 0, 0, true, "", "", 0))
                .toList());
    ClusterSeries series = new ClusterSeries();
    series.add("b", report, Map.of(), latencies.keySet(), 1, 0);
    series.seal(0, latencies.keySet(), false);
    long before = liveBytes();
    for (int second = 1; second <= ClusterSeries.WINDOW_SECONDS; second++) {
      series.add("b", report, latencies, latencies.keySet(), 1, second);
      series.seal(second, latencies.keySet(), false);
    }
    long each = (liveBytes() - before) / SERVERS;
    assertThat(series.last(1).getFirst().p99Micros()).isBetween(900_000L, 901_000L);
    assertThat(each).isLessThan(4_000);
  }

  @Test
  void readingAFewLatenciesTakesFewBytes() {
    String text = encode(histogram(300, 20_000));
    LatencyHistograms.decode(text);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    LatencyHistograms.decode(text);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 60_000})
  void histogramsOfAnySizeAreRead(long latencies) {
    Histogram histogram = histogram(LongStream.range(0, latencies).map(i -> i * 997).toArray());
    assertThat(LatencyHistograms.decode(encode(histogram))).isEqualTo(histogram);
  }

  @Test
  void whatIsKeptIsTheSumOfWhatWasAdded() {
    Histogram[] all = {
      histogram(5, 5, 70_000), histogram(), histogram(1, 5, 6, 3_000_000), histogram(70_000, 80)
    };
    LatencyCounts counts = new LatencyCounts();
    Histogram wanted = LatencyHistograms.empty();
    for (Histogram each : all) {
      counts.add(each);
      wanted.add(each);
    }
    Histogram sum = LatencyHistograms.empty();
    counts.addTo(sum);
    assertThat(recorded(sum)).isEqualTo(recorded(wanted)).hasSize(6);
  }

  private static Map<Long, Long> recorded(Histogram histogram) {
    Map<Long, Long> counts = new TreeMap<>();
    histogram
        .recordedValues()
        .forEach(each -> counts.put(each.getValueIteratedTo(), each.getCountAtValueIteratedTo()));
    return counts;
  }
}
