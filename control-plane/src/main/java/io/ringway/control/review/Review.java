package io.ringway.control.review;

import io.ringway.control.picture.WhatIfPicture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change would do, ready to be shown.
 *
 * @param edits the changes, each with the others that would be left without it
 * @param revision what it was computed on; the change is made only while that is in force
 * @param warnings why it has to be confirmed, in sentences; empty when it need not be
 * @param curl the same with curl
 */
public record Review(
    String sentence,
    List<Line> edits,
    long revision,
    boolean changes,
    Figures figures,
    List<String> remarks,
    List<String> warnings,
    @Nullable Flows flows,
    List<ServerBalance> servers,
    @Nullable Traffic traffic,
    @Nullable WhatIfPicture picture,
    String curl) {

  /** One change. {@code others} are the JSON of the changes without it. */
  public record Line(String words, String json, List<String> others) {}

  /** The numbers on top. */
  public record Figures(
      String moved,
      String necessary,
      String excess,
      boolean exact,
      String balanceBefore,
      String balanceAfter,
      String buildTime,
      String memory) {}

  /**
   * Who gives how much to whom: a matrix, or of many pairs the largest as a list.
   *
   * @param takers the columns of the matrix; empty when there is only the list
   */
  record Flows(List<Party> takers, List<Row> rows, List<Flow> list, int more) {

    /** A server, or nobody. */
    record Party(String name, int colour) {}

    /** What one gives, by column; empty where it gives nothing. */
    record Row(Party giver, List<String> cells, String all) {}

    /** One pair. */
    record Flow(Party giver, Party taker, String share) {}
  }

  /** A server before and after. */
  public record ServerBalance(
      String name,
      int colour,
      String before,
      String beforeWidth,
      String after,
      String afterWidth,
      String fair,
      String overFair,
      String rateBefore,
      String rateAfter) {}

  /** The traffic that is seen now. */
  record Traffic(String rate, String moved, String imbalanceBefore, String imbalanceAfter) {}

  /** Whether it has to be confirmed. */
  public boolean asks() {
    return !warnings.isEmpty();
  }
}
