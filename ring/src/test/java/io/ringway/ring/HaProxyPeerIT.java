package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.ring.RingSpec.HaProxy;
import io.ringway.ring.RingSpec.HaProxy.Function;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy sends every key to the same server as the ring. */
class HaProxyPeerIT {

  @TempDir Path folder;

  private final StringBuilder config =
      new StringBuilder(
          """
          global
            maxconn 2000
            nbthread 1
          defaults
            mode http
            timeout connect 5s
            timeout client 30s
            timeout server 30s
            http-reuse always
          """);

  /** Returns the ids as HAProxy counts them, except that of c. */
  static String hashKey(String server) {
    return server.equals("c") ? "77" : String.valueOf(server.charAt(0) - 'a' + 1);
  }

  @Test
  void haProxyAndRingAgreeOnEveryKey() throws Exception {
    String haproxy = PeerProcess.program("haproxy");
    PeerScenario[] scenarios = PeerScenario.values();
    List<HaProxy> specs = specs();
    List<Integer> ports = PeerProcess.freePorts(scenarios.length + specs.size() + 5);
    List<Integer> servers = ports.subList(ports.size() - 5, ports.size() - 1);
    servers(servers);
    for (int i = 0; i < scenarios.length; i++) {
      backend(ports.get(i), scenarios[i], "hdr(X-Key)", "", servers);
    }
    for (int i = 0; i < specs.size(); i++) {
      HaProxy spec = specs.get(i);
      boolean source = spec.function() == Function.ADDRESS;
      String function = source ? "" : spec.function().name().toLowerCase(Locale.ROOT);
      backend(
          ports.get(scenarios.length + i),
          PeerScenario.WEIGHTED,
          source ? "source" : "hdr(X-Key)",
          function + (spec.avalanche() && !source ? " avalanche" : ""),
          servers);
    }
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), config);
    Map<PeerScenario, List<String>> answers = new EnumMap<>(PeerScenario.class);
    try (PeerProcess peer =
        PeerProcess.start(folder, ports.getFirst(), haproxy, "-db", "-f", file.toString())) {
      for (int i = 0; i < scenarios.length; i++) {
        answers.put(scenarios[i], same(peer, ports.get(i), scenarios[i], HaProxy.DEFAULT));
      }
      for (int i = 0; i < specs.size(); i++) {
        int port = ports.get(scenarios.length + i);
        if (specs.get(i).function() == Function.ADDRESS) {
          sameByAddress(peer, port, specs.get(i));
        } else {
          same(peer, port, PeerScenario.WEIGHTED, specs.get(i));
          same(peer, port, PeerScenario.UNICODE, PeerScenario.WEIGHTED, specs.get(i));
        }
      }
    }
    PeerGolden.check(
        "haproxy.csv",
        "Recorded by HaProxyPeerIT (-Dringway.golden=write) from "
            + PeerProcess.version(haproxy, "-v")
            + ": balance hdr(X-Key), hash-type consistent.",
        answers);
  }

  private static List<HaProxy> specs() {
    List<HaProxy> specs = new ArrayList<>();
    for (Function function : Function.values()) {
      specs.add(new HaProxy(function, true));
      if (function != Function.ADDRESS) {
        specs.add(new HaProxy(function, false));
      }
    }
    return specs;
  }

  private static List<String> same(PeerProcess peer, int port, PeerScenario scenario, HaProxy spec)
      throws Exception {
    return same(peer, port, scenario, scenario, spec);
  }

  private static List<String> same(
      PeerProcess peer, int port, PeerScenario ofKeys, PeerScenario ofServers, HaProxy spec)
      throws Exception {
    List<String> keys = IntStream.range(0, PeerScenario.KEYS).mapToObj(ofKeys::key).toList();
    List<String> served = peer.send(port, keys);
    Ring ring = ofServers.ring(spec, HaProxyPeerIT::hashKey);
    assertThat(keys.stream().map(key -> ofServers.server(ring, key)).toList())
        .as("%s, %s", ofServers.word(), spec)
        .isEqualTo(served);
    return served;
  }

  private static void sameByAddress(PeerProcess peer, int port, HaProxy spec) throws Exception {
    Ring ring = PeerScenario.WEIGHTED.ring(spec, HaProxyPeerIT::hashKey);
    for (int i = 0; i < 1_000; i++) {
      String address = "127.%d.%d.%d".formatted(1 + i % 200, i % 7, 1 + i % 251);
      assertThat(peer.send(port, address, List.of("x")))
          .as(address)
          .containsExactly(PeerScenario.WEIGHTED.server(ring, address));
    }
  }

  private void servers(List<Integer> ports) {
    for (int i = 0; i < ports.size(); i++) {
      config.append(
          """
          frontend server-%1$s
            bind 127.0.0.1:%2$d
            http-request return status 200 content-type text/plain string %1$s
          """
              .formatted(PeerScenario.ADDED.servers().get(i), ports.get(i)));
    }
  }

  private void backend(
      int port, PeerScenario scenario, String balance, String function, List<Integer> servers) {
    config.append(
        """
        listen at-%d
          bind 127.0.0.1:%d
          balance %s
          hash-type consistent %s
        """
            .formatted(port, port, balance, function));
    for (String server : scenario.servers()) {
      config.append(
          "  server %s 127.0.0.1:%d weight %d%s%s\n"
              .formatted(
                  server,
                  servers.get(server.charAt(0) - 'a'),
                  scenario.weight(server),
                  server.equals("c") ? " id 77" : "",
                  scenario.up(server) ? "" : " disabled"));
    }
  }
}
