package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HTTP/1.x to the letter: each case names its RFC section, what the client gets and what the server
 * behind the balancer sees. The cases are in {@code battery/*.txt}.
 */
class BatteryTests {

  private static final List<String> GROUPS =
      List.of(
          "request-line",
          "host",
          "header-lines",
          "request-length",
          "request-chunks",
          "hop-by-hop",
          "connection",
          "interim",
          "answer-framing",
          "answer-smuggling",
          "trailers",
          "upgrade",
          "limits",
          "forwarding",
          "forwarding-x",
          "forwarding-rfc7239");

  private static Rig rig;
  private static Rig trustingX;
  private static Rig trustingForwarded;

  @BeforeAll
  static void start() {
    rig = rig("", TrustedProxies.Header.X_FORWARDED_FOR);
    trustingX = rig("127.0.0.0/8, 10.0.0.0/8", TrustedProxies.Header.X_FORWARDED_FOR);
    trustingForwarded = rig("127.0.0.1,2001:db8::/32", TrustedProxies.Header.FORWARDED);
  }

  private static Rig rig(String trusted, TrustedProxies.Header header) {
    return new Rig(
            Transport.Kind.AUTO,
            new HttpRules(
                new Limits(8 << 10, 32 << 10, 100, 20_000),
                ClientTimeouts.DEFAULT,
                TrustedProxies.parse(trusted, header)))
        .answeringHalfClosed();
  }

  @AfterAll
  static void stop() {
    Stream.of(rig, trustingX, trustingForwarded).forEach(Rig::close);
  }

  static Stream<Case> requestLine() {
    return Case.in("request-line");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void requestLine(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> host() {
    return Case.in("host");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void host(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> headerLines() {
    return Case.in("header-lines");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void headerLines(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> requestLength() {
    return Case.in("request-length");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void requestLength(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> requestChunks() {
    return Case.in("request-chunks");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void requestChunks(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> hopByHop() {
    return Case.in("hop-by-hop");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hopByHop(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> connection() {
    return Case.in("connection");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void connection(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> interim() {
    return Case.in("interim");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void interim(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> answerFraming() {
    return Case.in("answer-framing");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void answerFraming(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> answerSmuggling() {
    return Case.in("answer-smuggling");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void answerSmuggling(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> trailers() {
    return Case.in("trailers");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void trailers(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> upgrade() {
    return Case.in("upgrade");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void upgrade(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> limits() {
    return Case.in("limits");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limits(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> forwarding() {
    return Case.in("forwarding");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void forwarding(Case played) throws IOException {
    Battery.play(rig, played);
  }

  static Stream<Case> forwardingX() {
    return Case.in("forwarding-x");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void forwardingX(Case played) throws IOException {
    Battery.play(trustingX, played);
  }

  static Stream<Case> forwardingRfc7239() {
    return Case.in("forwarding-rfc7239");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void forwardingRfc7239(Case played) throws IOException {
    Battery.play(trustingForwarded, played);
  }

  static Stream<Arguments> everyCaseTwice() {
    return GROUPS.stream()
        .flatMap(group ->
            Case.in(group)
                .flatMap(
                    played -> Stream.of(1L, 2L).map(seed -> Arguments.of(group, played, seed))));
  }

  @ParameterizedTest(name = "{0}: {1}, seed {2}")
  @MethodSource("everyCaseTwice")
  void whereTheBytesAreCutChangesNothing(String group, Case played, long seed) throws IOException {
    Rig rigOfGroup =
        switch (group) {
          case "forwarding-x" -> trustingX;
          case "forwarding-rfc7239" -> trustingForwarded;
          default -> rig;
        };
    Cutter.cutWith(seed);
    try {
      Battery.play(rigOfGroup, played);
    } finally {
      Cutter.stop();
    }
  }

  @Test
  void theCutterIsAtWork() throws IOException {
    long before = Cutter.CUTS.get();
    Cutter.cutWith(1);
    try {
      Battery.play(rig, Case.in("limits").findFirst().orElseThrow());
    } finally {
      Cutter.stop();
    }
    assertThat(Cutter.CUTS.get()).isGreaterThan(before + 10);
  }

  @Test
  void hasEnoughCases() {
    assertThat(GROUPS.stream().flatMap(Case::in).count()).isGreaterThanOrEqualTo(250);
  }
}
