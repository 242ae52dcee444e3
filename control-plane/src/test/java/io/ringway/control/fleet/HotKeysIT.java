package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.ringway.protocol.ClusterReport;
import io.ringway.protocol.Codec;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.Message;
import io.ringway.protocol.Pin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The hot keys from the reports of two balancers, merged for REST. */
class HotKeysIT extends RunningFleet {

  private static String report(long requests, HotKey... keys) {
    return Codec.encode(
        new Message.Report(
            1,
            0,
            1_000,
            List.of(
                new ClusterReport("c", 0, 0, List.of(), new HotKeys(requests, List.of(keys), 1)))));
  }

  @Test
  void twoBalancersReportAndRestTellsTheSumWithItsBounds() throws Exception {
    String hot = Pin.fingerprint("hot");
    String warm = Pin.fingerprint("warm");
    connected().send(report(100, new HotKey(hot, "", 60, 2), new HotKey(warm, "", 30, 0)));
    connected().send(report(60, new HotKey(hot, "", 40, 0)));
    await()
        .untilAsserted(
            () -> assertThat(JsonPath.<Integer>read(hotKeys(), "$.requests")).isEqualTo(160));
    String answer = hotKeys();
    assertThat(JsonPath.<String>read(answer, "$.keys[0].hash")).isEqualTo(hot);
    assertThat(JsonPath.<Integer>read(answer, "$.keys[0].count")).isEqualTo(100);
    assertThat(JsonPath.<Integer>read(answer, "$.keys[0].error")).isEqualTo(2);
    assertThat(JsonPath.<Double>read(answer, "$.keys[0].share")).isEqualTo(0.625);
    assertThat(JsonPath.<String>read(answer, "$.keys[0].owner.name")).isIn("one", "two");
    assertThat(JsonPath.<Integer>read(answer, "$.keys[1].count")).isEqualTo(31);
    assertThat(JsonPath.<Integer>read(answer, "$.keys[1].error")).isEqualTo(1);
    assertThat(JsonPath.<Integer>read(answer, "$.unlisted")).isEqualTo(2);
    assertThat(JsonPath.<Object>read(answer, "$.keys[0].key")).isNull();
  }

  @Test
  void aReportWithAnImpossibleHotKeyIsComplainedAbout() throws Exception {
    Client client = connected();
    client.send(
        report(9, new HotKey(Pin.fingerprint("k"), "", 5, 0))
            .replace("\"count\":5", "\"count\":-5"));
    await().until(() -> client.received.stream().anyMatch(Message.Complaint.class::isInstance));
  }

  private String hotKeys() throws Exception {
    return get("/api/v1/clusters/sample/hot-keys").body();
  }
}
