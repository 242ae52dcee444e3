package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx sends every key to the same server as the ring. */
class NginxPeerIT {

  @TempDir Path folder;

  /**
   * Returns the text of the server line. nginx hashes the port too, so it cannot be a free one: the
   * addresses are ones that nobody else uses.
   */
  static String hashKey(String server) {
    return "127.81.7." + (server.charAt(0) - 'a' + 1) + ":28101";
  }

  @Test
  void nginxAndRingAgreeOnEveryKey() throws Exception {
    String nginx = PeerProcess.program("nginx");
    PeerScenario[] scenarios = PeerScenario.values();
    List<Integer> ports = PeerProcess.freePorts(scenarios.length);
    Path config = Files.writeString(folder.resolve("nginx.conf"), config(scenarios, ports));
    Map<PeerScenario, List<String>> answers = new EnumMap<>(PeerScenario.class);
    try (PeerProcess peer =
        PeerProcess.start(
            folder,
            ports.getFirst(),
            nginx,
            "-p",
            folder.toString(),
            "-e",
            "stderr",
            "-c",
            config.toString())) {
      for (int i = 0; i < scenarios.length; i++) {
        PeerScenario scenario = scenarios[i];
        List<String> keys = IntStream.range(0, PeerScenario.KEYS).mapToObj(scenario::key).toList();
        List<String> served = peer.send(ports.get(i), keys);
        Ring ring = scenario.ring(new RingSpec.Nginx(), NginxPeerIT::hashKey);
        assertThat(keys.stream().map(key -> scenario.server(ring, key)).toList())
            .as(scenario.word())
            .isEqualTo(served);
        answers.put(scenario, served);
      }
    }
    PeerGolden.check(
        "nginx.csv",
        "Recorded by NginxPeerIT (-Dringway.golden=write) from "
            + PeerProcess.version(nginx, "-v")
            + ": hash $http_x_key consistent.",
        answers);
  }

  private String config(PeerScenario[] scenarios, List<Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            daemon off; master_process off; pid %1$s/pid; error_log stderr error;
            events { worker_connections 1024; }
            http {
              access_log off; keepalive_requests 1000000000; default_type text/plain;
              client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
              uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
            """
                .formatted(folder));
    for (String server : PeerScenario.ADDED.servers()) {
      text.append("server { listen %s; return 200 %s; }\n".formatted(hashKey(server), server));
    }
    for (int i = 0; i < scenarios.length; i++) {
      PeerScenario scenario = scenarios[i];
      text.append("upstream %s { hash $http_x_key consistent;\n".formatted(scenario.word()));
      for (String server : scenario.servers()) {
        text.append(
            "  server %s weight=%d%s;\n"
                .formatted(
                    hashKey(server), scenario.weight(server), scenario.up(server) ? "" : " down"));
      }
      text.append("  keepalive 16; keepalive_requests 1000000000; }\n");
      text.append(
          """
          server { listen 127.0.0.1:%d; location / {
            proxy_pass http://%s; proxy_http_version 1.1; proxy_set_header Connection ""; } }
          """
              .formatted(ports.get(i), scenario.word()));
    }
    return text.append("}\n").toString();
  }
}
