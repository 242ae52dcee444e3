package io.ringway.balancer.telemetry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A page of metrics as one text, written in small chunks. */
public final class WholePage {

  private WholePage() {}

  public static String of(MetricSource... sources) {
    return text(new MetricsPage(List.of(sources), Set.of(), false));
  }

  public static String of(List<Consumer<PrometheusText>> few) {
    return of(few.stream().map(MetricSource::of).toArray(MetricSource[]::new));
  }

  static String text(MetricsPage page) {
    ByteBuf all = Unpooled.buffer();
    boolean more = true;
    while (more) {
      more = page.write(all, 100);
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
