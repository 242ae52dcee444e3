package io.ringway.control.fleet;

/**
 * The numbers of balancers by state.
 *
 * @param known balancers that have connected once and were not removed
 * @param connected of these, how many are connected now
 * @param agreeing of these, how many run the current revision with the same table
 * @param rejecting of these, how many rejected the newest revision
 * @param hindered connected balancers that cannot apply a part of their configuration on their
 *     machine
 * @param closed of these, how many do not listen on a port that they should
 * @param revision the current revision
 */
public record FleetSummary(
    int known,
    int connected,
    int agreeing,
    int rejecting,
    int hindered,
    int closed,
    long revision) {

  /** Describes the numbers, such as {@code 3 of 3 on revision 41, same ring}. */
  public String sentence() {
    if (known == 0) {
      return "no balancer yet";
    }
    if (connected == 0) {
      return known + " known, none connected";
    }
    String rejected = rejecting == 0 ? "" : ", " + rejecting + " refused it";
    String hindrance =
        closed > 0
            ? ", " + closed + " with a closed port"
            : hindered > 0 ? ", " + hindered + " not with all of it" : "";
    return "%d of %d on revision %d, same ring%s%s"
        .formatted(agreeing, connected, revision, rejected, hindrance);
  }
}
