package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.ring.RingSpec.HaProxy;
import io.ringway.ring.RingSpec.HaProxy.Function;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HaProxyTests implements PlacementContract {

  private static final Ring VECTORS =
      Rings.build(
          HaProxy.DEFAULT,
          List.of(new Node("s1", 1, "1"), new Node("s2", 10, "2"), new Node("s3", 5, "77")));

  @Override
  public RingSpec spec() {
    return HaProxy.DEFAULT;
  }

  @Override
  public Promise promise() {
    return new Promise(1.9, 2, 0.85, 0, 4, 0.06);
  }

  @ParameterizedTest
  @CsvSource({
    "user-0, 38f76d4e, 23c278a7, s2",
    "user-1, 38f76d4f, 8e25fc29, s3",
    "user-42, 7235e760, e30c2dcb, s2",
    "/img/7919/a.png, 6026a9b2, f8900a43, s3",
    "sess-abc, 96d9f867, 8f693df3, s3"
  })
  void keysGoWhereHaProxySendsThem(String key, String sdbm, String mixed, String owner) {
    assertThat(high(new HaProxy(Function.SDBM, false), key)).isEqualTo(sdbm);
    long hash = VECTORS.keyHash().hash(key);
    assertThat("%08x".formatted(hash >>> 32)).isEqualTo(mixed);
    assertThat(VECTORS.nodes().get(VECTORS.owner(hash)).id()).isEqualTo(owner);
  }

  private static String high(HaProxy spec, String key) {
    long hash = Rings.keyHash(spec).hash(key);
    assertThat((int) hash).isZero();
    return "%08x".formatted(hash >>> 32);
  }

  @Test
  void theOtherFunctionsAreTheUsualOnes() {
    assertThat(high(new HaProxy(Function.CRC32, false), "123456789")).isEqualTo("cbf43926");
    assertThat(high(new HaProxy(Function.DJB2, false), "")).isEqualTo("00001505");
    assertThat(high(new HaProxy(Function.DJB2, false), "a")).isEqualTo("0002b606");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 0a010203",
    "255.255.255.255, ffffffff",
    "::1, 00000001",
    "0:0:0:0:0:0:0:1, 00000001",
    "2001:db8::ff00:42:8329, 20437191",
    "2001:0db8:0:0:0:ff00:42:8329, 20437191",
    "fe80::1%eth0, fe800001",
    "::ffff:10.1.2.3, 0a01fdfc",
    "1:2:3:4:5:6:7:8, 00000008"
  })
  void anAddressHashesToItself(String address, String bits) {
    assertThat(high(new HaProxy(Function.ADDRESS, false), address)).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1..2.3",
        "a",
        "1.2.3.4 ",
        ":1",
        "1:",
        ":::",
        "::1::",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7",
        "12345::",
        "g::1",
        "1:2:3:4:5:6:7:8::",
        "::1.2.3"
      })
  void whatIsNoAddressIsHashedAsText(String text) {
    assertThat(high(new HaProxy(Function.ADDRESS, true), text))
        .isEqualTo(high(new HaProxy(Function.SDBM, true), text));
  }

  @Test
  void idsThatAreNoNumbersHaveOne() {
    assertThat(
            Stream.of("app-1", "app-2", "4294967296", "1", "01", "-1", "1.5")
                .map(key -> Rings.build(spec(), List.of(new Node("s", 1, key))).digest())
                .distinct())
        .as("only 01 is the same number as 1")
        .hasSize(6);
  }

  @Test
  void theNearestPointOwnsAndTiesGoToTheOneBefore() {
    List<Node> nodes = List.of(new Node("a", 0.001, "1"), new Node("b", 0.001, "2"));
    Ring ring = Rings.build(spec(), nodes);
    long a = 0x49c2008bL;
    long b = 0x405afe73L;
    for (long h : new long[] {a, b, b + (a - b) / 2, b + (a - b) / 2 + 1, a + 9, b - 9, 0, -1}) {
      long toA = Math.min((h - a) & 0xffff_ffffL, (a - h) & 0xffff_ffffL);
      long toB = Math.min((h - b) & 0xffff_ffffL, (b - h) & 0xffff_ffffL);
      String nearer = toA == toB ? "b" : toA < toB ? "a" : "b";
      assertThat(ring.nodes().get(ring.owner(h << 32)).id()).as("%x", h).isEqualTo(nearer);
    }
  }

  @Test
  void candidatesComeByDistance() {
    List<Node> nodes =
        List.of(new Node("a", 1, "1"), new Node("b", 0.2, "2"), new Node("c", 0.1, "3"));
    Ring ring = Rings.build(spec(), nodes);
    PreferenceOrder preferenceOrder = (PreferenceOrder) ring;
    for (long hash = 0; hash < 1L << 32; hash += 0x00fe_dcbaL) {
      TreeSet<Long> distances = new TreeSet<>();
      long place = preferenceOrder.first(hash << 32);
      long before = 0;
      for (long step = 0; step < preferenceOrder.steps(); step++) {
        long point = preferenceOrder.grain(hash << 32, place) >>> 32;
        long distance = Math.min((hash - point) & 0xffff_ffffL, (point - hash) & 0xffff_ffffL);
        assertThat(distance).isGreaterThanOrEqualTo(before);
        distances.add(point);
        before = distance;
        place = preferenceOrder.next(hash << 32, place);
      }
      assertThat(distances).as("each point once").hasSize((int) preferenceOrder.steps());
    }
  }
}
