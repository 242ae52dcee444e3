package io.ringway.balancer.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.balancer.proxyprotocol.ProxyProtocolDecoder.Progress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyProtocolDecoderTests {

  private static final String TCP4 = "c0000201" + "c6336402" + "c000" + "01bb";
  private static final String TCP6 =
      "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "c000" + "01bb";
  private static final String CHECKSUM = "030004" + "00000000";

  /** Headers with the address that they name; empty for none. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Good(byte[] bytes, String source) {}

  static final List<Good> GOOD =
      List.of(
          new Good(
              ProxyHeaders.line("PROXY TCP4 192.0.2.1 198.51.100.2 49152 443"), "192.0.2.1:49152"),
          new Good(
              ProxyHeaders.line("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535"),
              "255.255.255.255:65535"),
          new Good(ProxyHeaders.line("PROXY TCP4 0.0.0.0 0.0.0.0 0 0"), "0.0.0.0:0"),
          new Good(
              ProxyHeaders.line("PROXY TCP6 2001:DB8::1 2001:db8::2 49152 443"),
              "[2001:db8:0:0:0:0:0:1]:49152"),
          new Good(ProxyHeaders.line("PROXY UNKNOWN"), ""),
          new Good(
              ProxyHeaders.line(
                  "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                      + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"),
              ""),
          new Good(ProxyHeaders.block("21", "11", TCP4), "192.0.2.1:49152"),
          new Good(
              ProxyHeaders.block("21", "11", TCP4 + "ee0003010203" + "040000"), "192.0.2.1:49152"),
          new Good(
              ProxyHeaders.withChecksum(ProxyHeaders.block("21", "11", TCP4 + CHECKSUM)),
              "192.0.2.1:49152"),
          new Good(ProxyHeaders.block("21", "21", TCP6), "[2001:db8:0:0:0:0:0:1]:49152"),
          new Good(ProxyHeaders.block("21", "31", "00".repeat(216)), ""),
          new Good(ProxyHeaders.block("21", "00", ""), ""),
          new Good(ProxyHeaders.block("21", "00", "0102030405"), ""),
          new Good(ProxyHeaders.block("20", "00", ""), ""),
          new Good(ProxyHeaders.block("20", "11", TCP4), ""),
          new Good(ProxyHeaders.block("20", "ff", "00".repeat(4096)), ""));

  @ParameterizedTest
  @CsvSource({
    "21, 11, 20 0005 01 00000000, true",
    "21, 11, ee0003010203 20 0008 07 00000000 2100 00, true",
    "21, 11, 20 0005 00 00000000, false",
    "21, 11, 20 0005 06 00000000, false", // a certificate, in a session before this connection
    "21, 11, 20 0000, false",
    "21, 11, '', false",
    "20, 11, 20 0005 01 00000000, false",
    "21, 21, 20 0005 01 00000000, true",
  })
  void aProxyTellsWhetherItsClientSpeaksTls(
      String command, String family, String parts, boolean tls) {
    String rest = (family.equals("11") ? TCP4 : TCP6) + parts.replace(" ", "");
    ProxyProtocolDecoder reader = new ProxyProtocolDecoder();
    ByteBuf in = Unpooled.wrappedBuffer(ProxyHeaders.block(command, family, rest));
    assertThat(reader.feed(in)).isEqualTo(Progress.DONE);
    assertThat(reader.overTls()).isEqualTo(tls);
  }

  @ParameterizedTest
  @FieldSource("GOOD")
  void aHeaderIsReadHoweverItIsCutAndNoByteBeyondIt(Good good) {
    SplittableRandom random = new SplittableRandom(Arrays.hashCode(good.bytes));
    for (int round = 0; round < 20; round++) {
      ByteBuf in = Unpooled.wrappedBuffer(good.bytes, ProxyHeaders.line("PROXY G"));
      ProxyProtocolDecoder reader = new ProxyProtocolDecoder();
      Progress progress = Progress.MORE;
      for (int left = good.bytes.length; left > 0; ) {
        assertThat(progress).isEqualTo(Progress.MORE);
        int take = round == 0 ? left : Math.min(left, 1 + random.nextInt(round * round));
        boolean last = take == left;
        progress = reader.feed(last ? in : in.readSlice(take));
        left -= take;
      }
      assertThat(progress).as(reader.problem()).isEqualTo(Progress.DONE);
      assertThat(in.readableBytes()).isEqualTo(9);
      InetSocketAddress source = reader.source();
      assertThat(source == null ? "" : source.toString().replaceFirst("^/", ""))
          .isEqualTo(good.source);
    }
  }

  private static Progress read(byte[] bytes) {
    return new ProxyProtocolDecoder().feed(Unpooled.wrappedBuffer(bytes));
  }

  @Test
  void nothingShorterIsAHeader() {
    for (Good good : GOOD) {
      for (int length = 0; length < good.bytes.length; length++) {
        assertThat(read(Arrays.copyOf(good.bytes, length))).isEqualTo(Progress.MORE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "PROXZ",
        "PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\rX",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n",
        "PROXY TCP4 192.0.2.1\t192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
        "PROXY TCP4 2001:db8::1 192.0.2.2 1 2\r\n",
        "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP6 [2001:db8::1] 2001:db8::2 1 2\r\n",
        "PROXY TCP6 fe80::1%1 2001:db8::2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 proxy 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 +1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 123456\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2  2\r\n",
        "PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY UNKNOWNS\r\n",
        "PROXY tcp4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY \r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 \u00b2\r\n",
        "\u0016\u0003\u0001"
      })
  void aLineThatTwoReadersCouldReadDifferentlyIsRefused(String text) {
    assertThat(read(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
        .isEqualTo(Progress.BAD);
  }

  @Test
  void aLineIsRefusedAtItsHundredAndSeventhByte() {
    String line = "PROXY UNKNOWN ".repeat(8);
    assertThat(read(line.substring(0, 106).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .isEqualTo(Progress.MORE);
    assertThat(read(line.substring(0, 107).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .isEqualTo(Progress.BAD);
    assertThat(read(ProxyHeaders.line(line.substring(0, 105)))).isEqualTo(Progress.DONE);
  }

  static final List<byte[]> BAD_BLOCKS =
      Stream.of(
              ProxyHeaders.hex("0d0a0d0a000d0a515549540b"),
              ProxyHeaders.hex("0d0a0d0a000d0a515549540a11"),
              ProxyHeaders.hex("0d0a0d0a000d0a515549540a31"),
              ProxyHeaders.hex("0d0a0d0a000d0a515549540a22"),
              ProxyHeaders.hex("0d0a0d0a000d0a515549540a20" + "00" + "1001"),
              ProxyHeaders.block("21", "12", TCP4),
              ProxyHeaders.block("21", "22", TCP6),
              ProxyHeaders.block("21", "01", TCP4),
              ProxyHeaders.block("21", "41", TCP4),
              ProxyHeaders.block("21", "11", TCP4.substring(2)),
              ProxyHeaders.block("21", "21", TCP4),
              ProxyHeaders.block("21", "31", TCP4),
              ProxyHeaders.block("21", "11", TCP4 + "04"),
              ProxyHeaders.block("21", "11", TCP4 + "040001"),
              ProxyHeaders.block("21", "11", TCP4 + "0300020000"),
              ProxyHeaders.block("21", "11", TCP4 + CHECKSUM))
          .toList();

  @ParameterizedTest
  @FieldSource("BAD_BLOCKS")
  void aBlockThatIsNotWellFormedIsRefused(byte[] bytes) {
    assertThat(read(bytes)).isEqualTo(Progress.BAD);
  }
}
