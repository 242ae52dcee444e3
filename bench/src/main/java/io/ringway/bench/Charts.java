package io.ringway.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The two charts of the distribution experiment, as PNG files. */
final class Charts {

  private static final Color BLUE = new Color(0x00, 0x72, 0xb2);

  private Charts() {}

  /** Writes a chart with one bar for each server. */
  static void perServer(Map<String, Integer> counts, Path file) throws IOException {
    CategoryChart chart =
        chart("Requests per server, " + counts.size() + " servers", "server", "requests");
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setLabelsVisible(true);
    chart
        .addSeries("requests", List.copyOf(counts.keySet()), List.copyOf(counts.values()))
        .setFillColor(BLUE);
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
  }

  /**
   * Writes a chart with the least loaded, the mean and the most loaded server for each number of
   * servers.
   */
  static void meanAndSpread(Map<Integer, Map<String, Integer>> results, Path file)
      throws IOException {
    CategoryChart chart =
        chart("Mean requests per server, with least and most", "servers", "requests per server");
    List<Integer> sizes = new ArrayList<>();
    List<Double> least = new ArrayList<>();
    List<Double> mean = new ArrayList<>();
    List<Double> most = new ArrayList<>();
    results.forEach((size, counts) -> {
      sizes.add(size);
      least.add(counts.values().stream().mapToDouble(n -> n).min().orElse(0));
      mean.add(counts.values().stream().mapToDouble(n -> n).average().orElse(0));
      most.add(counts.values().stream().mapToDouble(n -> n).max().orElse(0));
    });
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.addSeries("least", sizes, least).setFillColor(new Color(0x56, 0xb4, 0xe9));
    chart.addSeries("mean", sizes, mean).setFillColor(BLUE);
    chart.addSeries("most", sizes, most).setFillColor(new Color(0xe6, 0x9f, 0x00));
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
  }

  private static CategoryChart chart(String title, String x, String y) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(900)
            .height(560)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }
}
