package io.ringway.bench.placement;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ring of most tutorials: a {@link TreeMap} of points, hashed with MD5. */
final class TreeMapRing implements Lookup {

  private final TreeMap<Long, Integer> points = new TreeMap<>();

  TreeMapRing(List<String> servers, int pointsOfEach) {
    for (int server = 0; server < servers.size(); server++) {
      for (int j = 0; j < pointsOfEach; j++) {
        points.put(md5(servers.get(server) + "#" + j), server);
      }
    }
  }

  @Override
  public int owner(long hash) {
    Map.Entry<Long, Integer> entry = points.ceilingEntry(hash);
    return entry == null ? points.firstEntry().getValue() : entry.getValue();
  }

  @Override
  public int owner(String key) {
    return owner(md5(key));
  }

  private static long md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has MD5.", e);
    }
  }
}
