package io.ringway.balancer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.KeyTally;
import io.ringway.protocol.Pin;
import io.ringway.ring.Rings;
import io.ringway.routing.key.Span;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySketchTests {

  private final KeySketch sketch = new KeySketch(true);
  private final Map<String, Long> truth = new HashMap<>();

  private static Span span(byte[] bytes) {
    Span span = new Span();
    span.set(bytes, 0, bytes.length);
    return span;
  }

  private static void count(KeySketch sketch, byte[] key) {
    Span span = span(key);
    sketch.count(span.hash(Rings.FINGERPRINT), span);
  }

  private void ask(String key) {
    count(sketch, key.getBytes(StandardCharsets.UTF_8));
    truth.merge(key, 1L, Long::sum);
  }

  private HotKeys drain(int most) {
    KeyTally tally = new KeyTally();
    sketch.drain().addTo(tally);
    return tally.top(most);
  }

  private void boundsHold(HotKeys found) {
    assertThat(found.requests()).isEqualTo(truth.values().stream().mapToLong(n -> n).sum());
    Map<String, Long> listed = new HashMap<>();
    for (HotKey key : found.keys()) {
      long asked = truth.getOrDefault(key.key(), 0L);
      assertThat(key.hash()).isEqualTo(Pin.fingerprint(key.key()));
      assertThat(asked).as(key.key()).isBetween(key.count() - key.error(), key.count());
      listed.put(key.key(), key.count());
    }
    assertThat(listed).hasSameSizeAs(found.keys());
    truth.forEach((key, asked) -> {
      if (!listed.containsKey(key)) {
        assertThat(asked).as("unlisted %s", key).isLessThanOrEqualTo(found.unlisted());
      }
    });
  }

  @Test
  void fewKeysAreCountedExactly() {
    for (int i = 0; i < KeySketch.COUNTERS; i++) {
      for (int n = 0; n <= i % 7; n++) {
        ask("key-" + i);
      }
    }
    HotKeys found = drain(KeySketch.COUNTERS);
    boundsHold(found);
    assertThat(found.unlisted()).isZero();
    assertThat(found.keys()).hasSize(KeySketch.COUNTERS).allMatch(key -> key.error() == 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.6, 1.0, 1.3})
  void theBoundsHoldForManyMoreKeysThanCounters(double exponent) {
    Zipf zipf = new Zipf(3, 50_000, exponent);
    for (int i = 0; i < 200_000; i++) {
      ask("key-" + zipf.next());
    }
    HotKeys found = drain(KeySketch.COUNTERS);
    boundsHold(found);
    long bound = found.requests() / KeySketch.COUNTERS;
    assertThat(found.keys()).allMatch(key -> key.error() <= bound);
    assertThat(found.unlisted()).isLessThanOrEqualTo(bound);
    truth.forEach((key, asked) -> {
      if (asked > bound) {
        assertThat(found.keys()).anyMatch(one -> one.key().equals(key));
      }
    });
  }

  @Test
  void theBoundsHoldWhenEveryKeyIsNewAndWhenFingerprintsCollideInTheIndex() {
    SplittableRandom random = new SplittableRandom(11);
    Map<Long, Long> asked = new HashMap<>();
    Span none = span(new byte[] {1});
    KeySketch colliding = new KeySketch(false);
    for (int i = 0; i < 50_000; i++) {
      // Three hash cells for all keys, and half of the requests have unique keys.
      long fingerprint =
          ((i % 2 == 0 ? random.nextInt(400) : i + 1_000L) << 20) | random.nextInt(3);
      colliding.count(fingerprint, none);
      asked.merge(fingerprint, 1L, Long::sum);
    }
    KeyTally tally = new KeyTally();
    colliding.drain().addTo(tally);
    HotKeys found = tally.top(KeySketch.COUNTERS);
    assertThat(found.keys()).hasSize(KeySketch.COUNTERS);
    for (HotKey key : found.keys()) {
      long real = asked.getOrDefault(HexFormat.fromHexDigitsToLong(key.hash()), 0L);
      assertThat(real).isBetween(key.count() - key.error(), key.count());
      assertThat(key.key()).isEmpty();
    }
    assertThat(found.keys().stream().mapToLong(HotKey::count).sum()).isEqualTo(50_000);
  }

  @Test
  void aWindowBeginsFromZeroAfterTheOneBefore() {
    ask("a");
    assertThat(drain(10).keys()).extracting(HotKey::key).containsExactly("a");
    truth.clear();
    assertThat(sketch.empty()).isTrue();
    ask("b");
    ask("b");
    HotKeys second = drain(10);
    boundsHold(second);
    assertThat(second.keys()).extracting(HotKey::key).containsExactly("b");
  }

  @Test
  void keysOfAnyLanguageBinaryAndLongOnesAreToldApart() {
    String utf8 = "шлюз/鍵/\uD83D\uDD11";
    String html = "<script>alert('k')</script>";
    String exact = "k".repeat(HotKey.MAX_KEY_BYTES);
    ask(utf8);
    ask(html);
    ask(exact);
    byte[] binary = {(byte) 0xff, 0x00, (byte) 0xc3};
    byte[] longer = ("x".repeat(HotKey.MAX_KEY_BYTES) + "1").getBytes(StandardCharsets.UTF_8);
    byte[] alike = ("x".repeat(HotKey.MAX_KEY_BYTES) + "2").getBytes(StandardCharsets.UTF_8);
    byte[] huge = "й".repeat(16_000).getBytes(StandardCharsets.UTF_8);
    for (byte[] key : List.of(binary, longer, alike, huge)) {
      count(sketch, key);
    }
    HotKeys found = drain(10);
    assertThat(found.keys())
        .hasSize(7)
        .extracting(HotKey::key)
        .contains(utf8, html, exact)
        .contains("\ufffd\u0000\ufffd", "x".repeat(HotKey.MAX_KEY_BYTES) + "…");
    assertThat(found.keys())
        .filteredOn(HotKey::whole)
        .extracting(HotKey::key)
        .containsExactlyInAnyOrder(utf8, html, exact);
    assertThat(found.keys()).extracting(HotKey::hash).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void countingAllocatesNothing(boolean shown) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    KeySketch counting = new KeySketch(shown);
    Span key = span("a key of an ordinary length".getBytes(StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(5);
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      counting.count(random.nextInt(2_000) * 0x9e3779b97f4a7c15L, key);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      counting.count(random.nextInt(2_000) * 0x9e3779b97f4a7c15L, key);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes of %d requests", rounds).isLessThan(rounds);
  }
}
