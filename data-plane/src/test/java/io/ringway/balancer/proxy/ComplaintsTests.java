package io.ringway.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ComplaintsTests {

  private final AtomicLong now = new AtomicLong();
  private final Complaints complaints = new Complaints(now::get);

  private static InetAddress address(int n) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, (byte) (n >> 8), (byte) n});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void eachAddressIsToldOfOnceAMinute() {
    assertThat(complaints.due(address(1))).isTrue();
    now.addAndGet(TimeUnit.SECONDS.toNanos(59));
    assertThat(complaints.due(address(1))).isFalse();
    assertThat(complaints.due(address(2))).isTrue();
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(complaints.due(address(1))).isTrue();
    assertThat(complaints.due(address(2))).isFalse();
  }

  @Test
  void manyAddressesCannotFillTheDisk() {
    for (int n = 0; n < Complaints.ADDRESSES; n++) {
      assertThat(complaints.due(address(n))).isTrue();
    }
    assertThat(complaints.due(address(Complaints.ADDRESSES))).isFalse();
    now.addAndGet(TimeUnit.MINUTES.toNanos(1));
    assertThat(complaints.due(address(Complaints.ADDRESSES))).isTrue();
  }
}
