package io.ringway.control.fleet;

/**
 * The fleet in a few numbers.
 *
 * @param known balancers that ever said hello and were not forgotten
 * @param connected of these, how many have a connection now
 * @param agreeing of these, how many run the current revision with the same table
 * @param rejecting of these, how many refused the newest revision
 * @param hindered connected balancers that cannot carry out a part of their configuration on their
 *     machine
 * @param closed of these, how many do not listen on a port that they should
 * @param revision the current one
 */
public record FleetSummary(
    int known,
    int connected,
    int agreeing,
    int rejecting,
    int hindered,
    int closed,
    long revision) {

  /** The numbers in words: {@code 3 of 3 on revision 41, same ring}. */
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
