package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The recorded mapping of nginx and HAProxy, for machines without these programs. */
class PeerGoldenTests {

  @Test
  void nginxIsFollowedKeyForKey() throws Exception {
    assertThat(PeerGolden.rows(answers(new RingSpec.Nginx(), NginxPeerIT::hashKey)))
        .isEqualTo(PeerGolden.rows("nginx.csv"));
  }

  @Test
  void haProxyIsFollowedKeyForKey() throws Exception {
    assertThat(PeerGolden.rows(answers(RingSpec.HaProxy.DEFAULT, HaProxyPeerIT::hashKey)))
        .isEqualTo(PeerGolden.rows("haproxy.csv"));
  }

  private static Map<PeerScenario, List<String>> answers(
      RingSpec spec, Function<String, String> hashKey) {
    Map<PeerScenario, List<String>> answers = new EnumMap<>(PeerScenario.class);
    for (PeerScenario scenario : PeerScenario.values()) {
      Ring ring = scenario.ring(spec, hashKey);
      answers.put(
          scenario,
          IntStream.range(0, PeerScenario.KEYS)
              .mapToObj(i -> scenario.server(ring, scenario.key(i)))
              .toList());
    }
    return answers;
  }
}
