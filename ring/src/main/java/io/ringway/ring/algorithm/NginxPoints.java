package io.ringway.ring.algorithm;

import io.ringway.ring.KeyHash;
import io.ringway.ring.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The points of nginx's {@code hash KEY consistent}: a circle of 32 bits, here the high bits of the
 * hash space.
 *
 * <p>Notes for maintainers. From the observable behaviour of nginx 1.7.2 and later ({@code
 * ngx_http_upstream_hash_module}). The hash key of a node is the text of the {@code server} line.
 * When only digits follow its last colon, they are the port and the rest is the host; else all of
 * it is the host. A leading {@code unix:} is left out. With P₋₁ = 0, point i is CRC-32 of host, a
 * zero byte, port, and point i − 1 as four bytes, lowest first. So a greater weight adds points at
 * the end and moves no other one.
 *
 * <p>When two points have the same value, nginx keeps the one of the server that is written first,
 * so its result depends on the order of the lines. Here the smaller hash key keeps it. A point of
 * 6,400 (forty servers of weight 1) collides with another one anywhere in the table with a
 * probability of 0.5 %.
 */
public final class NginxPoints {

  /** The hash function of keys, whose result is a position on the circle. */
  public static final KeyHash KEY_HASH =
      (bytes, offset, length) -> (long) Crc32.of(bytes, offset, length) << Integer.SIZE;

  /** The number of points of a server of weight 1. */
  static final int POINTS = 160;

  private NginxPoints() {}

  /** Returns the sorted table. */
  static PointTable table(List<Node> nodes) {
    return CirclePoints.table(POINTS, nodes, NginxPoints::fill);
  }

  private static void fill(String hashKey, int[] points) {
    String name = hashKey.startsWith("unix:") ? hashKey.substring("unix:".length()) : hashKey;
    int colon = hashKey.startsWith("unix:") ? -1 : name.lastIndexOf(':');
    boolean port = colon >= 0 && name.chars().skip(colon + 1L).allMatch(c -> c >= '0' && c <= '9');
    byte[] host = utf8(port ? name.substring(0, colon) : name);
    byte[] digits = utf8(port ? name.substring(colon + 1) : "");
    int seed = Crc32.update(Crc32.START, host, 0, host.length);
    seed = Crc32.update(seed, 0);
    seed = Crc32.update(seed, digits, 0, digits.length);
    int previous = 0;
    for (int i = 0; i < points.length; i++) {
      int state = seed;
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        state = Crc32.update(state, previous >>> shift);
      }
      previous = Crc32.value(state);
      points[i] = previous;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
