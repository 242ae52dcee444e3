package io.ringway.balancer.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.ringway.protocol.ProxyProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header for servers, byte for byte. */
class ProxyProtocolEncoderTests {

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, TCP4 192.0.2.1 192.0.2.2",
    "2001:db8::1, 2001:db8::2, TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:2",
    "2001:db8::1, 192.0.2.2, TCP6 2001:db8:0:0:0:0:0:1 0:0:0:0:0:ffff:c000:202",
    "192.0.2.1, 2001:db8::2, TCP6 0:0:0:0:0:ffff:c000:201 2001:db8:0:0:0:0:0:2"
  })
  void versionOneIsALine(String source, String destination, String words) throws Exception {
    byte[] line =
        ProxyProtocolEncoder.naming(ProxyProtocol.V1, at(source, 49_152), at(destination, 443));
    assertThat(new String(line, StandardCharsets.US_ASCII))
        .isEqualTo("PROXY " + words + " 49152 443\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, 11, c0000201c0000202c00001bb",
    "2001:db8::1, 192.0.2.2, 21,"
        + " 20010db800000000000000000000000100000000000000000000ffffc0000202c00001bb",
    "192.0.2.1, 2001:db8::2, 21,"
        + " 00000000000000000000ffffc000020120010db8000000000000000000000002c00001bb"
  })
  void versionTwoIsABlock(String source, String destination, String family, String rest)
      throws Exception {
    assertThat(
            ProxyProtocolEncoder.naming(ProxyProtocol.V2, at(source, 49_152), at(destination, 443)))
        .isEqualTo(ProxyHeaders.block("21", family, rest));
  }

  @ParameterizedTest
  @CsvSource({"V1, 192.0.2.1", "V1, 2001:db8::1", "V2, 192.0.2.1", "V2, 2001:db8::1"})
  void whatIsWrittenIsReadAgain(ProxyProtocol version, String source) throws Exception {
    byte[] header = ProxyProtocolEncoder.naming(version, at(source, 65_535), at("2001:db8::2", 80));
    ProxyProtocolDecoder reader = new ProxyProtocolDecoder();
    assertThat(reader.feed(Unpooled.wrappedBuffer(header)))
        .isEqualTo(ProxyProtocolDecoder.Progress.DONE);
    assertThat(reader.source()).isEqualTo(at(source, 65_535));
  }

  @Test
  void whoSpeaksForNobodySaysSo() {
    assertThat(ProxyProtocolEncoder.own(ProxyProtocol.V1))
        .isEqualTo(ProxyHeaders.line("PROXY UNKNOWN"));
    assertThat(ProxyProtocolEncoder.own(ProxyProtocol.V2))
        .isEqualTo(ProxyHeaders.block("20", "00", ""));
    assertThat(ProxyProtocolEncoder.own(ProxyProtocol.OFF)).isEmpty();
  }
}
