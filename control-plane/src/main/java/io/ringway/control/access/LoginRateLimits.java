package io.ringway.control.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The limits of login attempts: 10 a minute for an account from one address, 30 a minute from one
 * address for all accounts. An account is never locked for everybody, or anybody could lock its
 * owner out. A successful attempt does not count. Holds at most {@value #MAX_BUCKETS} buckets and
 * evicts the one that was unused for longest.
 */
@Component
class LoginRateLimits {

  private static final int MAX_BUCKETS = 20_000;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final TimeMeter time;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_BUCKETS;
        }
      };

  LoginRateLimits(InstantSource clock) {
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

  /**
   * Returns the time until the next attempt is allowed. Zero means that this attempt is allowed,
   * and counts it.
   */
  synchronized Duration acquire(String account, String address) {
    // Takes from both buckets: an address over its limit must not test accounts for free.
    long byAddress = wait(ofAddress(address));
    long byAccount = wait(ofAccount(account, address));
    return Duration.ofNanos(Math.max(byAddress, byAccount));
  }

  private static long wait(Bucket bucket) {
    return bucket.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill();
  }

  synchronized void succeeded(String account, String address) {
    ofAddress(address).addTokens(1);
    ofAccount(account, address).addTokens(1);
  }

  private Bucket ofAddress(String address) {
    return bucket("address " + network(address), 30);
  }

  private Bucket ofAccount(String account, String address) {
    return bucket("account " + hash(account) + " " + network(address), 10);
  }

  /** Returns the /64 of an IPv6 address: one machine can use all addresses of it. */
  private static String network(String address) {
    try {
      return InetAddress.ofLiteral(address) instanceof Inet6Address six
          ? HexFormat.of().formatHex(six.getAddress(), 0, 8)
          : address;
    } catch (IllegalArgumentException e) {
      return address; // "-" stands for an unknown address
    }
  }

  /**
   * Tells whether to record a refused request in the audit trail: at most 40 a minute for an
   * address, so that a flood does not fill the disk.
   */
  synchronized boolean auditRefusal(String address) {
    return bucket("audit " + network(address), 40).tryConsume(1);
  }

  /**
   * Returns a hash of the account name. Names come from the client and can be long; their hashes
   * cannot.
   */
  private static String hash(String account) {
    return SecretGenerator.hash(UserStore.canonical(account));
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
