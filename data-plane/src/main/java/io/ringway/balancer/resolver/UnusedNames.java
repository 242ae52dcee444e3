package io.ringway.balancer.resolver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The last good addresses of names that are not in use now, such as those of a disabled server or
 * of an earlier process. Bounded in time and number. Guarded by its resolver.
 */
final class UnusedNames {

  /** The most names; the one that was released first is removed first. */
  static final int MOST = 10_000;

  /** The time for which a name is kept. */
  static final long KEEP_MILLIS = 3_600_000;

  private record Kept(LastGoodAddresses good, long sinceMillis) {}

  private final SequencedMap<String, Kept> byName =
      new LinkedHashMap<>(); // the longest unused first

  void keep(String name, LastGoodAddresses good, long nowMillis) {
    byName.remove(name);
    forgetOld(nowMillis);
    if (byName.size() >= MOST) {
      byName.remove(byName.keySet().iterator().next());
    }
    byName.put(name, new Kept(good, nowMillis));
  }

  /** Removes and returns the addresses of a name that is in use from now on. */
  @Nullable LastGoodAddresses take(String name, long nowMillis) {
    forgetOld(nowMillis);
    Kept kept = byName.remove(name);
    return kept == null ? null : kept.good();
  }

  /** Adds names to a map, the most recently used first, up to a number of entries. */
  void addTo(Map<String, LastGoodAddresses> all, int most, long nowMillis) {
    forgetOld(nowMillis);
    for (String name : byName.sequencedKeySet().reversed()) {
      if (all.size() >= most) {
        return;
      }
      Kept kept = byName.get(name);
      if (kept != null) {
        all.putIfAbsent(name, kept.good());
      }
    }
  }

  /** Removes expired names. A clock that is set back delays that; the number stays bounded. */
  private void forgetOld(long nowMillis) {
    byName.values().removeIf(kept -> nowMillis - kept.sinceMillis() > KEEP_MILLIS);
  }
}
