package io.ringway.control.hotkeys;

import io.ringway.control.cluster.RevisionSentences;
import io.ringway.control.picture.ServerColour;
import io.ringway.control.shell.NumberText;
import io.ringway.protocol.Pin;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A hot key as a row: text, ready to show.
 *
 * @param key null when it is not shown
 * @param bar the points of a bar that is 100 wide and 10 high
 * @param doubt how much of the share may be other keys'; empty when next to nothing
 * @param colour of the server that gets it; -1 when there is not exactly one
 * @param way where it goes, in words
 * @param how why it goes there: the ring, a pin or spread
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

  /** Less would be told as 0.0 %. */
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

  /** A digest of what rows say beside the numbers: when it changes, they are fetched again. */
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
