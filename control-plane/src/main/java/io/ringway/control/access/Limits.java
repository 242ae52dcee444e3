package io.ringway.control.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * How often somebody may try to log in: 10 times a minute for an account, 30 times for an address.
 * An attempt that succeeds does not count. Holds at most {@value #MOST} buckets; the one that was
 * unused for longest is forgotten first.
 */
@Component
class Limits {

  private static final int MOST = 20_000;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final TimeMeter time;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST;
        }
      };

  Limits(InstantSource clock) {
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return clock.millis() * 1_000_000;
          }

          @Override
          public boolean isWallClockBased() {
            return true;
          }
        };
  }

  /** Whether this attempt may be made. */
  synchronized boolean login(String account, String address) {
    // Both are taken: an address that is over its limit must not test accounts for free.
    boolean byAddress = bucket("address " + address, 30).tryConsume(1);
    boolean byAccount = bucket("account " + hash(account), 10).tryConsume(1);
    return byAddress && byAccount;
  }

  synchronized void succeeded(String account, String address) {
    bucket("address " + address, 30).addTokens(1);
    bucket("account " + hash(account), 10).addTokens(1);
  }

  /** Whether a refusal is worth a row: 40 a minute for an address, or a flood fills the disk. */
  synchronized boolean auditRefusal(String address) {
    return bucket("audit " + address, 40).tryConsume(1);
  }

  /** Names come from the client and can be long; their hashes cannot. */
  private static String hash(String account) {
    return Secrets.hash(Users.canonical(account));
  }

  private Bucket bucket(String key, long perMinute) {
    return buckets.computeIfAbsent(
        key,
        _ ->
            Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(perMinute).refillIntervally(perMinute, PERIOD))
                .build());
  }
}
