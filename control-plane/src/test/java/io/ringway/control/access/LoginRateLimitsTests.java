package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginRateLimitsTests {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final LoginRateLimits loginRateLimits = new LoginRateLimits(now::get);

  @Test
  void an_account_is_tried_ten_times_a_minute_from_one_address() {
    for (int i = 0; i < 10; i++) {
      assertThat(loginRateLimits.acquire("ada", "10.0.0.1")).isZero();
    }
    now.set(now.get().plusSeconds(20));
    assertThat(loginRateLimits.acquire("ADA ", "10.0.0.1")).isEqualTo(Duration.ofSeconds(40));
    assertThat(loginRateLimits.acquire("ada", "10.0.0.2")).as("its owner, elsewhere").isZero();
    assertThat(loginRateLimits.acquire("bob", "10.0.0.1")).isZero();
    now.set(now.get().plusSeconds(40));
    assertThat(loginRateLimits.acquire("ada", "10.0.0.1")).isZero();
  }

  @Test
  void an_address_tries_thirty_times_a_minute_whatever_the_account() {
    for (int i = 0; i < 30; i++) {
      assertThat(loginRateLimits.acquire("user" + i, "10.0.0.1")).isZero();
    }
    assertThat(loginRateLimits.acquire("fresh", "10.0.0.1")).isPositive();
    assertThat(loginRateLimits.acquire("fresh", "10.0.0.2")).isZero();
  }

  @Test
  void the_addresses_of_one_ipv6_network_are_one() {
    for (int i = 0; i < 10; i++) {
      assertThat(loginRateLimits.acquire("ada", "fd00::" + i)).isZero();
    }
    assertThat(loginRateLimits.acquire("ada", "fd00:0:0:0:ffff::1")).isPositive();
    assertThat(loginRateLimits.acquire("ada", "fd00:0:0:1::1")).isZero();
  }

  @Test
  void logins_that_succeed_do_not_count() {
    for (int i = 0; i < 100; i++) {
      assertThat(loginRateLimits.acquire("ada", "10.0.0.1")).isZero();
      loginRateLimits.succeeded("ada", "10.0.0.1");
    }
  }
}
