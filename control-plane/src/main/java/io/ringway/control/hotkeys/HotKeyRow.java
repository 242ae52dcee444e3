package io.ringway.control.hotkeys;

import io.ringway.control.cluster.RevisionSentences;
import io.ringway.control.picture.ServerColour;
import io.ringway.control.shell.NumberText;
import io.ringway.protocol.Pin;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A hot key formatted as a table row.
 *
 * @param key null when it is not shown
 * @param bar the points of a bar that is 100 wide and 10 high
 * @param doubt how much of the share could belong to other keys; empty when negligible
 * @param colour colour of the server that gets it; -1 unless there is exactly one
 * @param way the servers that get it, in words
 * @param how the reason: ring, pin or spread
 */
public record HotKeyRow(
    String hash,
    @Nullable String key,
    boolean whole,
    String share,
    String bar,
    String requests,
    String doubt,
    int colour,
    String way,
    String how) {

  /** The smallest share that is not printed as 0.0 %. */
  private static final double SEEN = 0.000_5;

  public static List<HotKeyRow> of(HotKeyList list) {
    return list.keys().stream().map(HotKeyRow::of).toList();
  }

  static HotKeyRow of(HotKeyList.Line line) {
    return new HotKeyRow(
        line.hash(),
        line.key(),
        line.whole(),
        NumberText.percent(line.share()),
        bar(line.share()),
        NumberText.count(line.count()),
        line.doubt() < SEEN ? "" : "at most " + NumberText.percent(line.doubt()) + " less",
        line.servers().size() == 1 ? ServerColour.of(line.servers().getFirst().id()) : -1,
        way(line),
        switch (line.pin()) {
          case null -> "Ring";
          case Pin.To _ -> "Pinned";
          case Pin.Spread _ -> "Spread";
        });
  }

  /**
   * Returns a digest of the rows without their numbers. When it changes, the page fetches the rows
   * again.
   */
  public static String state(List<HotKeyRow> rows) {
    return Integer.toHexString(
        rows.stream()
            .map(row -> List.of(row.hash, row.key == null ? "" : row.key, row.way, row.how))
            .toList()
            .hashCode());
  }

  private static String way(HotKeyList.Line line) {
    List<String> names = line.servers().stream().map(HotKeyList.Server::name).toList();
    return switch (line.pin()) {
      case null -> names.isEmpty() ? "not known" : names.getFirst();
      case Pin.To to -> names.isEmpty() ? to.serverId() : names.getFirst();
      case Pin.Spread spread ->
          names.isEmpty() ? spread.servers() + " servers" : RevisionSentences.list(names);
    };
  }

  static String bar(double share) {
    return String.format(Locale.ROOT, "0,0 %1$.2f,0 %1$.2f,10 0,10", Math.clamp(share, 0, 1) * 100);
  }
}
