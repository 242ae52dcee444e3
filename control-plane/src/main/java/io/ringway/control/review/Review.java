package io.ringway.control.review;

import io.ringway.control.picture.WhatIfPicture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predicted effects of a change, formatted for the page.
 *
 * @param edits the changes, each with the ones that remain without it
 * @param revision the revision that it was computed on; the change is applied only while that is in
 *     force
 * @param warnings reasons why it has to be confirmed; empty when it does not
 * @param curl the equivalent curl command
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
   * The shares of keys that move between servers: a matrix, or the largest flows as a list.
   *
   * @param takers the columns of the matrix; empty when there is only the list
   */
  record Flows(List<Party> takers, List<Row> rows, List<Flow> list, int more) {

    /** A server, or none. */
    record Party(String name, int colour) {}

    /** The shares that one server loses, by column; empty where it loses nothing. */
    record Row(Party giver, List<String> cells, String all) {}

    /** The share that moves between one pair of servers. */
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

  /** The effect on the current traffic. */
  record Traffic(String rate, String moved, String imbalanceBefore, String imbalanceAfter) {}

  /** Returns true when the change has to be confirmed. */
  public boolean asks() {
    return !warnings.isEmpty();
  }
}
