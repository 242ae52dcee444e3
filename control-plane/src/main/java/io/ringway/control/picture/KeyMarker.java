package io.ringway.control.picture;

import io.ringway.protocol.Explanation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key on the ring picture.
 *
 * @param x of its dot
 * @param y of its dot
 * @param needle path of the line through the circle of keys
 * @param leader path of the lines from the key to each server that takes it
 * @param badges numbered badges of the first candidates and of all servers that take it
 */
public record KeyMarker(String x, String y, String needle, String leader, List<Badge> badges) {

  private static final int BADGES = 5;
  private static final double BADGE = 190;

  /** Copies the list. */
  public KeyMarker {
    badges = List.copyOf(badges);
  }

  /**
   * The number of a candidate beside its share.
   *
   * @param x of its middle
   * @param y of its middle
   * @param rank rank from 1
   * @param taken true when it gets the key now
   * @param colour index into the palette
   * @param title tooltip
   */
  public record Badge(String x, String y, int rank, boolean taken, int colour, String title) {}

  /** Returns the marker of a key; null for a random key, which has no place on the ring. */
  static @Nullable KeyMarker of(
      @Nullable Explanation key, List<ServerMark> faces, double inner, double track) {
    if (key == null || key.hash().isEmpty()) {
      return null;
    }
    double at = key.position();
    List<Badge> badges = new ArrayList<>();
    StringBuilder leader = new StringBuilder();
    for (int rank = 1; rank <= key.steps().size(); rank++) {
      Explanation.Step step = key.steps().get(rank - 1);
      boolean takes = step.verdict().takes();
      for (ServerMark serverMark : faces) {
        if (serverMark.id().equals(step.id()) && (takes || badges.size() < BADGES)) {
          badges.add(badge(rank, step, serverMark));
          leader.append(takes ? Sectors.along(at, serverMark.middle(), track) : "");
        }
      }
    }
    return new KeyMarker(
        Sectors.number(Sectors.x(at, track)),
        Sectors.number(Sectors.y(at, track)),
        Sectors.spoke(at, inner, track),
        leader.toString(),
        badges);
  }

  private static Badge badge(int rank, Explanation.Step step, ServerMark serverMark) {
    return new Badge(
        Sectors.number(Sectors.x(serverMark.middle(), BADGE)),
        Sectors.number(Sectors.y(serverMark.middle(), BADGE)),
        rank,
        step.verdict().takes(),
        ServerColour.of(serverMark.id()),
        rank + ". " + serverMark.name() + ". " + step.reason());
  }
}
