package io.ringway.balancer.telemetry;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict parser of the Prometheus text format, version 0.0.4: HELP and TYPE once and first,
 * samples of one metric together, no sample twice, counters that end with {@code _total}, complete
 * histograms.
 */
public final class Exposition {

  private static final Pattern HEADER = Pattern.compile("# (HELP|TYPE) ([a-z][a-z0-9_]*) (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z][a-z0-9_]*)(?:\\{(.+)})? (-?[0-9]+(?:\\.[0-9]+)?)");
  private static final Pattern LABEL =
      Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\\n]|\\\\[\"\\\\n])*)\"(,|$)");

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Set<String> closed = new HashSet<>();
  private String family = "";
  private String help = "";

  private Exposition() {}

  /** Reads a whole text; every fault is an {@link AssertionError} that names the line. */
  public static Exposition of(String text) {
    Exposition read = new Exposition();
    require(text.endsWith("\n"), "the text does not end with a line end");
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      if (line.startsWith("#")) {
        read.header(line);
      } else {
        read.sample(line);
      }
    }
    read.histograms();
    return read;
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new AssertionError(fault);
    }
  }

  private void header(String line) {
    Matcher match = HEADER.matcher(line);
    require(match.matches(), "no header: " + line);
    String name = match.group(2);
    if (match.group(1).equals("HELP")) {
      require(help.isEmpty(), "HELP without TYPE before: " + line);
      require(!name.equals(family) && closed.add(name), "a metric begins twice: " + line);
      help = name;
      family = "";
      return;
    }
    require(help.equals(name), "TYPE without its HELP: " + line);
    require(match.group(3).matches("counter|gauge|histogram"), "no type: " + line);
    require(
        match.group(3).equals("counter") == name.endsWith("_total"),
        "counters, and they alone, end with _total: " + line);
    types.put(name, match.group(3));
    family = name;
    help = "";
  }

  private void sample(String line) {
    Matcher match = SAMPLE.matcher(line);
    require(match.matches(), "no sample: " + line);
    String name = match.group(1);
    boolean ofFamily =
        "histogram".equals(types.get(family))
            ? name.matches(Pattern.quote(family) + "_(bucket|sum|count)")
            : name.equals(family);
    require(ofFamily, "stands under " + family + ": " + line);
    String key = name + labels(match.group(2), line);
    double value = Double.parseDouble(match.group(3));
    require(value >= 0 || "gauge".equals(types.get(family)), "a count below zero: " + line);
    require(samples.put(key, value) == null, "twice: " + line);
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> labels = new TreeMap<>();
    if (text != null) {
      Matcher match = LABEL.matcher(text);
      int at = 0;
      while (at < text.length()) {
        require(match.find(at) && match.start() == at, "no label at " + at + ": " + line);
        require(labels.put(match.group(1), match.group(2)) == null, "a label twice: " + line);
        at = match.end();
      }
    }
    return labels;
  }

  /** Checks that the buckets rise to the count. */
  private void histograms() {
    types.forEach((name, type) -> {
      if (type.equals("histogram")) {
        String previous = "";
        double below = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
          String series = sample.getKey().replaceFirst("le=[^,}]+(, )?", "");
          if (sample.getKey().startsWith(name + "_bucket")) {
            require(!series.equals(previous) || sample.getValue() >= below, "falls: " + sample);
            previous = series;
            below = sample.getValue();
          } else if (sample.getKey().startsWith(name + "_count")) {
            require(sample.getValue() == below, "is not its last bucket: " + sample);
          }
        }
      }
    });
  }

  /** Returns the names of the metrics. */
  public Set<String> names() {
    return types.keySet();
  }

  /**
   * Returns the value of a sample; its labels as {@code {a=1, b=2}} in the order of their names.
   */
  public double value(String nameAndLabels) {
    Double value = samples.get(nameAndLabels);
    require(value != null, "there is no " + nameAndLabels + " among " + samples.keySet());
    return value;
  }

  /** Returns the value of a sample, or 0 when it is absent. */
  public double valueOrZero(String nameAndLabels) {
    return samples.getOrDefault(nameAndLabels, 0.0);
  }
}
