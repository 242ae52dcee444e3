package io.ringway.balancer.resolver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The last good addresses of names that nobody uses now: of a server that is disabled and enabled
 * again, or of the process before this one. Bounded in time and number. Guarded by its resolver.
 */
final class UnusedNames {

  /** The most names; the one that was let go of first is forgotten first. */
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

  /** Returns the addresses of a name that is used from now on, and keeps them no longer. */
  @Nullable LastGoodAddresses take(String name, long nowMillis) {
    forgetOld(nowMillis);
    Kept kept = byName.remove(name);
    return kept == null ? null : kept.good();
  }

  /** Adds all to a map, those that were used last before the others, up to a number of entries. */
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

  /** A clock that is set back makes names stay longer; their number stays bounded. */
  private void forgetOld(long nowMillis) {
    byName.values().removeIf(kept -> nowMillis - kept.sinceMillis() > KEEP_MILLIS);
  }
}
