package io.ringway.bench.overload;

import java.util.Arrays;

/**
 * The state of a crowd's clients so far.
 *
 * @param connected clients that are connected now
 * @param served responses with a status of 2xx that began
 * @param refused responses with any other status
 * @param cut connections that the proxy closed or reset
 * @param failed connections that could not be made
 */
record CrowdCount(long connected, long served, long refused, long cut, long failed) {

  static final CrowdCount NONE = new CrowdCount(0, 0, 0, 0, 0);

  /** Returns the counts as one line of text for the other process. */
  String line() {
    return connected + " " + served + " " + refused + " " + cut + " " + failed;
  }

  /** Parses a {@link #line}. */
  static CrowdCount of(String line) {
    long[] each = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    return new CrowdCount(each[0], each[1], each[2], each[3], each[4]);
  }
}
