package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a client has used its patience up; the time is the test's. */
class TransferRateTests {

  private final TransferRate transferRate = new TransferRate(100);
  private long now = 5_000_000_000L;

  /**
   * Lets time pass in looks of 100 ms, with bytes in each.
   *
   * @return the milliseconds until it was lost, or -1
   */
  private int lostAfter(int millis, int bytes, boolean held, int most) {
    for (int passed = 100; passed <= millis; passed += 100) {
      now += TimeUnit.MILLISECONDS.toNanos(100);
      transferRate.moved(bytes);
      if (transferRate.tooSlow(now, held, most)) {
        return passed;
      }
    }
    return -1;
  }

  @Test
  void nothingIsLostBeforeItIsStartedAndAfterItIsStopped() {
    assertThat(lostAfter(10_000, 0, false, 1_000)).isEqualTo(-1);
    transferRate.start(now, 1_000);
    transferRate.stop();
    assertThat(lostAfter(10_000, 0, false, 1_000)).isEqualTo(-1);
  }

  @Test
  void withoutABytePatienceLastsForTheGrace() {
    transferRate.start(now, 1_000);
    assertThat(lostAfter(10_000, 0, false, 60_000)).isEqualTo(1_100);
  }

  @Test
  void halfTheRateTakesTwiceAsLong() {
    transferRate.start(now, 1_000);
    assertThat(lostAfter(10_000, 5, false, 60_000)).isEqualTo(2_100);
  }

  @Test
  void theRateItselfIsEnoughForEver() {
    transferRate.start(now, 1_000);
    assertThat(lostAfter(3_600_000, 10, false, 60_000)).isEqualTo(-1);
  }

  @Test
  void whoWasFastMayPauseForItsLeadButNotLonger() {
    transferRate.start(now, 1_000);
    assertThat(lostAfter(1_000, 30, false, 60_000)).isEqualTo(-1);
    // A lead of two seconds, and the grace.
    assertThat(lostAfter(10_000, 0, false, 60_000)).isEqualTo(3_100);
  }

  @Test
  void aLeadIsBoundedSoThatNobodyLivesOnAFastBeginning() {
    transferRate.start(now, 1_000);
    assertThat(lostAfter(100, 1 << 30, false, 5_000)).isEqualTo(-1);
    assertThat(lostAfter(100_000, 1, false, 5_000)).isBetween(5_000, 6_000);
  }

  @Test
  void timeInWhichTheOtherSideHoldsItBackDoesNotCount() {
    transferRate.start(now, 1_000);
    assertThat(lostAfter(600_000, 0, true, 5_000)).isEqualTo(-1);
    assertThat(lostAfter(10_000, 0, false, 5_000)).isEqualTo(1_100);
  }

  @Test
  void aLoopThatComesLateIsNotHeldAgainstTheClient() {
    transferRate.start(now, 1_000);
    now += TimeUnit.SECONDS.toNanos(60);
    assertThat(transferRate.tooSlow(now, false, 5_000)).isFalse();
  }

  @Test
  void withoutARateOneByteIsEnough() {
    TransferRate any = new TransferRate(0);
    any.start(now, 1_000);
    for (int i = 0; i < 100; i++) {
      any.moved(i % 9 == 8 ? 1 : 0);
      assertThat(any.tooSlow(now += TimeUnit.MILLISECONDS.toNanos(100), false, 1_000)).isFalse();
    }
    any.moved(0);
    assertThat(any.tooSlow(now += TimeUnit.MILLISECONDS.toNanos(100), false, 1_000)).isFalse();
  }
}
