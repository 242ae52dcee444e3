package io.ringway.bench.overload;

import java.util.Arrays;

/**
 * What became of the clients of a crowd so far.
 *
 * @param connected clients that are connected now
 * @param served answers with a status of 2xx that began
 * @param refused answers with any other status
 * @param cut connections that the proxy closed, or reset
 * @param failed connections that could not be made
 */
record CrowdCount(long connected, long served, long refused, long cut, long failed) {

  static final CrowdCount NONE = new CrowdCount(0, 0, 0, 0, 0);

  /** How one process tells it to the other. */
  String line() {
    return connected + " " + served + " " + refused + " " + cut + " " + failed;
  }

  /** The opposite of {@link #line}. */
  static CrowdCount of(String line) {
    long[] each = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    return new CrowdCount(each[0], each[1], each[2], each[3], each[4]);
  }
}
