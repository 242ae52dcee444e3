package io.ringway.balancer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTests {

  @Test
  void samplesOfOneMetricStandTogetherUnderOneHeader() {
    String text =
        WholePage.of(
            List.of(
                one -> one.counter("a_total", "First.", 1, "x", "1"),
                one -> one.gauge("b", "Second.", 0.25),
                one -> one.counter("a_total", "First.", 2, "x", "2")));
    assertThat(text)
        .isEqualTo(
            """
            # HELP a_total First.
            # TYPE a_total counter
            a_total{x="1"} 1
            a_total{x="2"} 2
            # HELP b Second.
            # TYPE b gauge
            b 0.250000
            """);
  }

  @Test
  void aLabelCannotBreakOutOfItsQuotes() {
    String text = WholePage.of(List.of(one -> one.gauge("b", "Second.", 1, "x", "\"} 1\nc 2\\")));
    assertThat(Exposition.of(text).value("b{x=\\\"} 1\\nc 2\\\\}")).isEqualTo(1);
  }

  @Test
  void oneNameHasOneType() {
    assertThatThrownBy(() ->
            WholePage.of(List.of(one -> one.gauge("b", "B.", 1), one -> one.counter("b", "B.", 1))))
        .hasMessage("b is a GAUGE and a COUNTER.");
  }

  @Test
  void whatTheProcessTakesIsTold() {
    ByteBuf taken = ByteBufAllocator.DEFAULT.directBuffer(8 << 20);
    Exposition read = process();
    taken.release();
    assertThat(read.value("process_cpu_seconds_total{}")).isPositive();
    assertThat(read.value("process_open_fds{}")).isPositive();
    assertThat(read.value("process_max_fds{}")).isGreaterThan(read.value("process_open_fds{}"));
    assertThat(read.value("process_resident_memory_bytes{}")).isGreaterThan(1 << 20);
    assertThat(read.value("process_start_time_seconds{}"))
        .isEqualTo(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    assertThat(read.value("jvm_heap_used_bytes{}")).isGreaterThan(1 << 20);
    assertThat(read.value("jvm_network_buffer_bytes{}")).isGreaterThanOrEqualTo(8 << 20);
  }

  @Test
  void collectionsOfTheHeapAndTheirTimeAreCounted() {
    double times = sum(process(), "jvm_gc_collections_total");
    double seconds = sum(process(), "jvm_gc_seconds_total");
    await()
        .until(() -> {
          System.gc();
          Exposition read = process();
          return sum(read, "jvm_gc_collections_total") > times
              && sum(read, "jvm_gc_seconds_total") > seconds;
        });
  }

  private static Exposition process() {
    return Exposition.of(WholePage.of(List.of(ProcessMetrics::measure)));
  }

  private static double sum(Exposition read, String metric) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToDouble(each -> read.value(metric + "{gc=" + each.getName() + "}"))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1",
        "# HELP a A.\na 1",
        "# HELP a A.\n# TYPE a gauge\na 1\na 1",
        "# HELP a A.\n# TYPE a gauge\nb 1",
        "# HELP a A.\n# TYPE a gauge\na{x=\"1\" y=\"2\"} 1",
        "# HELP a A.\n# TYPE a counter\na 1",
        "# HELP a A.\n# TYPE a gauge\na NaN",
        "# HELP a A.\n# TYPE a gauge\n# HELP a A.\n# TYPE a gauge\na 1",
        "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1"
      })
  void theReaderOfTheseTestsIsStrict(String text) {
    assertThatThrownBy(() -> Exposition.of(text + "\n")).isInstanceOf(AssertionError.class);
  }
}
