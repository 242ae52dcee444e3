package io.ringway.control.fleet;

/**
 * The fleet in five numbers.
 *
 * @param known balancers that ever said hello and were not forgotten
 * @param connected of these, how many have a connection now
 * @param agreeing of these, how many run the current revision with the same table
 * @param rejecting of these, how many refused the newest revision
 * @param revision the current one
 */
public record FleetSummary(int known, int connected, int agreeing, int rejecting, long revision) {

  /** The numbers in words: {@code 3 of 3 on revision 41, same ring}. */
  public String sentence() {
    if (known == 0) {
      return "no balancer yet";
    }
    if (connected == 0) {
      return known + " known, none connected";
    }
    String rejected = rejecting == 0 ? "" : ", " + rejecting + " refused it";
    return agreeing + " of " + connected + " on revision " + revision + ", same ring" + rejected;
  }
}
