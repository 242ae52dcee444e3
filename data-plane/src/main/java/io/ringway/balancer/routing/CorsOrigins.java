package io.ringway.balancer.routing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The web origins whose scripts may call a cluster: exact, any port of a host, or all. */
public final class CorsOrigins {

  private final boolean all;
  private final List<byte[]> exact;
  private final List<byte[]> anyPort;

  CorsOrigins(List<String> origins) {
    all = origins.contains("*");
    exact = origins.stream().filter(o -> !o.endsWith(":*")).map(CorsOrigins::bytes).toList();
    anyPort =
        origins.stream()
            .filter(o -> o.endsWith(":*"))
            .map(o -> bytes(o.substring(0, o.length() - 1)))
            .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Tells whether no origin is allowed, so that responses need no CORS fields. */
  public boolean none() {
    return !all && exact.isEmpty() && anyPort.isEmpty();
  }

  /** Tells whether the origin in these bytes may call. */
  public boolean allows(byte[] bytes, int from, int to) {
    if (all) {
      return true;
    }
    for (byte[] origin : exact) {
      if (Arrays.equals(origin, 0, origin.length, bytes, from, to)) {
        return true;
      }
    }
    for (byte[] prefix : anyPort) {
      if (to - from > prefix.length
          && to - from <= prefix.length + 5
          && Arrays.equals(prefix, 0, prefix.length, bytes, from, from + prefix.length)
          && digits(bytes, from + prefix.length, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean digits(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }
}
