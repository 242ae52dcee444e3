package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LimitsTests {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Limits limits = new Limits(now::get);

  @Test
  void an_account_is_tried_ten_times_a_minute_from_wherever() {
    for (int i = 0; i < 10; i++) {
      assertThat(limits.login("ada", "10.0.0." + i)).isTrue();
    }
    assertThat(limits.login("ADA ", "10.0.1.1")).isFalse();
    assertThat(limits.login("bob", "10.0.1.1")).isTrue();
    now.set(now.get().plusSeconds(60));
    assertThat(limits.login("ada", "10.0.1.1")).isTrue();
  }

  @Test
  void an_address_tries_thirty_times_a_minute_whatever_the_account() {
    for (int i = 0; i < 30; i++) {
      assertThat(limits.login("user" + i, "10.0.0.1")).isTrue();
    }
    assertThat(limits.login("fresh", "10.0.0.1")).isFalse();
    assertThat(limits.login("fresh", "10.0.0.2")).isTrue();
  }

  @Test
  void logins_that_succeed_do_not_count() {
    for (int i = 0; i < 100; i++) {
      assertThat(limits.login("ada", "10.0.0.1")).isTrue();
      limits.succeeded("ada", "10.0.0.1");
    }
  }
}
