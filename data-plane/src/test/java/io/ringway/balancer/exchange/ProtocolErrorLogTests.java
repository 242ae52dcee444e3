package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProtocolErrorLogTests {

  private final AtomicLong now = new AtomicLong();
  private final ProtocolErrorLog protocolErrorLog = new ProtocolErrorLog(now::get);

  private static InetAddress address(int n) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, (byte) (n >> 8), (byte) n});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void eachAddressIsLoggedOnceAMinute() {
    assertThat(protocolErrorLog.due(address(1))).isTrue();
    now.addAndGet(TimeUnit.SECONDS.toNanos(59));
    assertThat(protocolErrorLog.due(address(1))).isFalse();
    assertThat(protocolErrorLog.due(address(2))).isTrue();
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(protocolErrorLog.due(address(1))).isTrue();
    assertThat(protocolErrorLog.due(address(2))).isFalse();
  }

  @Test
  void manyAddressesCannotFillTheDisk() {
    for (int n = 0; n < ProtocolErrorLog.ADDRESSES; n++) {
      assertThat(protocolErrorLog.due(address(n))).isTrue();
    }
    assertThat(protocolErrorLog.due(address(ProtocolErrorLog.ADDRESSES))).isFalse();
    now.addAndGet(TimeUnit.MINUTES.toNanos(1));
    assertThat(protocolErrorLog.due(address(ProtocolErrorLog.ADDRESSES))).isTrue();
  }
}
