package io.ringway.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What two readers could read differently is refused, and no server sees any of it. */
class StrictFramingTests {

  private static final String GET = "GET / HTTP/1.1\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private static Rig rig;
  private static FakeServer server;

  @BeforeAll
  static void start() throws IOException {
    server = FakeServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    rig = new Rig();
    rig.route(server.port());
  }

  @AfterAll
  static void stop() {
    rig.close();
    server.close();
  }

  @BeforeEach
  void forget() {
    server.heads.clear();
  }

  static Stream<Arguments> refusedHeads() {
    String end = "\r\n\r\n";
    return Stream.of(
        row(
            "1 two kinds of length, RFC 9112 6.1",
            400,
            POST + "Content-Length: 5\r\nTransfer-Encoding: chunked" + end + "0\r\n\r\n"),
        row(
            "2 different lengths, RFC 9112 6.3",
            400,
            POST + "Content-Length: 5\r\nContent-Length: 6" + end + "hello"),
        row(
            "3 equal lengths, RFC 9110 8.6",
            400,
            POST + "Content-Length: 5\r\nContent-Length: 5" + end + "hello"),
        row("3 list of lengths", 400, POST + "Content-Length: 5, 5" + end + "hello"),
        row("4 plus sign, RFC 9110 8.6", 400, POST + "Content-Length: +5" + end + "hello"),
        row("4 minus sign", 400, POST + "Content-Length: -5" + end),
        row("4 hexadecimal", 400, POST + "Content-Length: 0x5" + end + "hello"),
        row("4 inner space", 400, POST + "Content-Length: 5 5" + end + "hello"),
        row("4 underscore", 400, POST + "Content-Length: 5_0" + end + "hello"),
        row("4 empty", 400, POST + "Content-Length: " + end),
        row("4 over 63 bits", 400, POST + "Content-Length: 9223372036854775808" + end),
        row(
            "5 chunked on two lines, RFC 9112 6.1",
            400,
            POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + end),
        row("5 chunked twice in a list", 400, POST + "Transfer-Encoding: chunked, chunked" + end),
        row(
            "6 chunked not last, RFC 9112 6.3",
            400,
            POST + "Transfer-Encoding: chunked, identity" + end),
        row("7 unknown coding", 400, POST + "Transfer-Encoding: xchunked" + end),
        row("7 quoted coding", 400, POST + "Transfer-Encoding: \"chunked\"" + end),
        row(
            "8 space before the colon, RFC 9112 5.1",
            400,
            POST + "Transfer-Encoding : chunked" + end),
        row(
            "9 vertical tab in the value, RFC 9110 5.5",
            400,
            POST + "Transfer-Encoding: \u000bchunked" + end),
        row("9 NUL in the value", 400, POST + "Transfer-Encoding: chunked\0" + end),
        row("10 underscore look-alike", 400, POST + "Transfer_Encoding: chunked" + end),
        row("10 space look-alike", 400, POST + "Content Length: 5" + end),
        row(
            "11 chunked from HTTP/1.0, RFC 9112 6.1",
            400,
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked" + end),
        row("12 bare LF, RFC 9112 2.2", 400, GET + "Host: a\nX: b" + end),
        row("12 bare LF at the end", 400, GET + "Host: a\n\n"),
        row("13 bare CR, RFC 9112 2.2", 400, GET + "Host: a\rX: b" + end),
        row("14 folded line, RFC 9112 5.2", 400, GET + "Host: a\r\nX: b\r\n c" + end),
        row("15 space before the first field", 400, GET + " Host: a" + end),
        row("31 no Host, RFC 9112 3.2", 400, GET + "X: y" + end),
        row("31 two Hosts", 400, GET + "Host: a\r\nHost: a" + end),
        row("32 bad port in Host", 400, GET + "Host: a:1.2" + end),
        row("32 port too large", 400, GET + "Host: 1.2.3.4:98777" + end),
        row("32 space in Host", 400, GET + "Host: a b" + end),
        row("32 user in Host", 400, GET + "Host: user@a" + end),
        row("34 control byte in the target", 400, "GET /\u0001 HTTP/1.1\r\nHost: a" + end),
        row("34 non-ASCII in the target", 400, "GET /\u00e9 HTTP/1.1\r\nHost: a" + end),
        row("36 NUL in a value, RFC 9110 5.5", 400, GET + "Host: a\r\nX: a\0b" + end),
        row("37 no colon, RFC 9110 5.1", 400, GET + "Host: a\r\nnothing" + end),
        row("37 empty name", 400, GET + "Host: a\r\n: v" + end),
        row("37 name is no token", 400, GET + "Host: a\r\nX(y: v" + end),
        row("38 lower-case version, RFC 9112 2.3", 400, "GET / http/1.1\r\nHost: a" + end),
        row("38 version of four digits", 400, "GET / HTTP/1.10\r\nHost: a" + end),
        row("38 another major version", 505, "GET / HTTP/2.0\r\nHost: a" + end),
        row("38 three spaces", 400, "GET  /  HTTP/1.1\r\nHost: a" + end),
        row("38 no version", 400, "GET /\r\nHost: a" + end),
        row("40 CONNECT, RFC 9110 9.3.6", 405, "CONNECT a:443 HTTP/1.1\r\nHost: a:443" + end),
        row("41 TRACE, RFC 9110 9.3.8", 405, "TRACE / HTTP/1.1\r\nHost: a" + end),
        row("45 five empty lines", 400, "\r\n\r\n\r\n\r\n\r\n" + GET + "Host: a" + end),
        row("46 TLS bytes", 400, "\u0016\u0003\u0001\u0002\0\u0001\0\r\n"),
        row("46 HTTP/2 preface, RFC 9113 3.4", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        row(
            "53 long request line, RFC 9110 15.5.15",
            414,
            "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\n"),
        row("53 long head, RFC 6585 5", 431, GET + "Host: a\r\nX: " + "a".repeat(33_000)),
        row(
            "54 over 100 headers, RFC 6585 5",
            431,
            GET + "Host: a\r\n" + "X: y\r\n".repeat(101) + "\r\n"));
  }

  static Stream<Arguments> refusedBodies() {
    return Stream.of(
        row("16 plus in the chunk size, RFC 9112 7.1", 400, CHUNKED + "+5\r\nhello\r\n0\r\n\r\n"),
        row("16 hexadecimal prefix", 400, CHUNKED + "0x5\r\nhello\r\n0\r\n\r\n"),
        row("16 space after the size", 400, CHUNKED + "5 \r\nhello\r\n0\r\n\r\n"),
        row("16 minus", 400, CHUNKED + "-1\r\nhello\r\n0\r\n\r\n"),
        row("16 empty size", 400, CHUNKED + "\r\nhello\r\n0\r\n\r\n"),
        row("16 over 16 digits", 400, CHUNKED + "00000000000000005\r\nhello\r\n0\r\n\r\n"),
        row("17 data longer than its size", 400, CHUNKED + "4\r\nhello\r\n0\r\n\r\n"),
        row("17 data shorter than its size", 400, CHUNKED + "6\r\nhello\r\n0\r\n\r\n"),
        row("18 bare LF after the size", 400, CHUNKED + "5\nhello\r\n0\r\n\r\n"),
        row("18 bare LF in an extension", 400, CHUNKED + "5;a\nhello\r\n0\r\n\r\n"),
        row(
            "19 endless extension",
            400,
            CHUNKED + "5;" + "a".repeat(5_000) + "\r\nhello\r\n0\r\n\r\n"));
  }

  private static Arguments row(String name, int status, String bytes) {
    return Arguments.of(name, status, bytes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedHeads")
  void refusesTheHeadAndForwardsNothing(String name, int status, String bytes) throws IOException {
    String answer = rig.exchange(bytes);
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("Ringway-Reason: ");
    assertThat(answer).containsIgnoringCase("connection: close");
    assertThat(answer.split("Ringway-Reason: ", -1)).as("answers").hasSize(2);
    assertThat(server.heads).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedBodies")
  void refusesTheBodyAndBreaksTheServersRequestOff(String name, int status, String bytes)
      throws IOException {
    assertThat(rig.exchange(bytes)).startsWith("HTTP/1.1 " + status + " ");
    assertThat(server.heads).hasSizeLessThanOrEqualTo(1);
  }
}
