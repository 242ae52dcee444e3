package io.ringway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Fuzz tests: any input is decoded or refused, and a decoded message can be encoded again. */
class CodecFuzzTests {

  @FuzzTest(maxDuration = "1m")
  void messages(byte[] data) throws ProtocolException {
    Message message;
    try {
      message = Codec.decode(new String(data, StandardCharsets.UTF_8));
    } catch (ProtocolException refused) {
      assertThat(refused).hasMessageNotContaining("\n\tat ");
      return;
    }
    assertThat(Codec.decode(Codec.encode(message))).isEqualTo(message);
  }

  @FuzzTest(maxDuration = "1m")
  void snapshots(byte[] data) throws ProtocolException {
    ConfigSnapshot snapshot;
    try {
      snapshot = Codec.decodeSnapshot(new String(data, StandardCharsets.UTF_8));
    } catch (ProtocolException refused) {
      assertThat(refused).hasMessageNotContaining("\n\tat ");
      return;
    }
    assertThat(Codec.decodeSnapshot(Codec.encode(snapshot))).isEqualTo(snapshot);
  }
}
