package io.ringway.balancer.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.ringway.protocol.NameFailure;
import io.ringway.protocol.RefusedAddress;
import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.AddressRefusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Name resolution with a real DNS server. */
class ResolverTests {

  private LoopbackDns dns;
  private Resolver resolver;

  @BeforeEach
  void start() {
    dns = new LoopbackDns();
    resolver = dns.resolver(AddressPolicy.STANDARD);
  }

  @AfterEach
  void stop() {
    resolver.close();
    dns.close();
  }

  private static List<String> first(Endpoint endpoint) throws Exception {
    return endpoint.known().copy().get(20, TimeUnit.SECONDS).resolution().addresses();
  }

  private static List<String> addresses(Endpoint endpoint) {
    return endpoint.candidates().resolution().addresses();
  }

  @Test
  void aNameHasEveryAddressTheFamiliesInTurns() throws Exception {
    dns.has("a.test", 1, "127.0.0.2", "127.0.0.3", "::1");
    assertThat(first(resolver.endpoint("a.test", 80)))
        .containsExactly("::1", "127.0.0.2", "127.0.0.3");
  }

  @Test
  void oneLookupIsForAllWhoUseTheName() throws Exception {
    dns.has("a.test", 60, "127.0.0.2");
    Endpoint one = resolver.endpoint("a.test", 80);
    assertThat(resolver.endpoint("a.test", 80)).isSameAs(one);
    Endpoint other = resolver.endpoint("A.test", 81);
    assertThat(first(one)).isEqualTo(first(other)).containsExactly("127.0.0.2");
    assertThat(dns.questions).hasSize(2).containsOnlyOnce("a.test. A", "a.test. AAAA");
  }

  @Test
  void anAliasIsFollowedAlsoFromOneAnswerToTheNext() throws Exception {
    dns.isAlias("a.test", 1, "b.test");
    dns.isAlias("b.test", 1, "c.test");
    dns.has("c.test", 1, "127.0.0.2");
    assertThat(first(resolver.endpoint("a.test", 80))).containsExactly("127.0.0.2");
  }

  @Test
  void aLoopOfAliasesEnds() throws Exception {
    dns.isAlias("a.test", 1, "b.test");
    dns.isAlias("b.test", 1, "a.test");
    Endpoint endpoint = resolver.endpoint("a.test", 80);
    assertThat(first(endpoint)).isEmpty();
    assertThat(endpoint.candidates().resolution().failure()).isEqualTo(NameFailure.SERVER_FAILURE);
  }

  @ParameterizedTest
  @CsvSource({
    "NXDOMAIN, NO_SUCH_NAME",
    "SERVFAIL, SERVER_FAILURE",
    "REFUSED, SERVER_FAILURE",
    "silence, NO_ANSWER",
    "no records, NO_ADDRESS"
  })
  void theLastGoodAddressesStayWhileANameDoesNotResolve(String answer, NameFailure told)
      throws Exception {
    dns.has("a.test", 1, "127.0.0.2", "::1");
    Endpoint endpoint = resolver.endpoint("a.test", 80);
    assertThat(first(endpoint)).containsExactly("::1", "127.0.0.2");
    long before = System.currentTimeMillis();
    switch (answer) {
      case "NXDOMAIN" -> dns.fails("a.test", DnsResponseCode.NXDOMAIN);
      case "SERVFAIL" -> dns.fails("a.test", DnsResponseCode.SERVFAIL);
      case "REFUSED" -> dns.fails("a.test", DnsResponseCode.REFUSED);
      case "silence" -> dns.silent = true;
      default -> dns.has("a.test", 1);
    }
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> !endpoint.candidates().resolution().resolved());
    assertThat(endpoint.candidates().resolution().failure()).isEqualTo(told);
    assertThat(endpoint.candidates().resolution().unresolvedSince()).isGreaterThanOrEqualTo(before);
    assertThat(addresses(endpoint)).containsExactly("::1", "127.0.0.2");
    assertThat(resolver.counts().unresolved()).isOne();

    dns.silent = false;
    dns.has("a.test", 1, "127.0.0.3");
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> addresses(endpoint).equals(List.of("127.0.0.3")));
    assertThat(endpoint.candidates().resolution().unresolvedSince()).isZero();
    assertThat(resolver.counts().unresolved()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NXDOMAIN", "silence"})
  void aNameThatIsUsedAgainDuringAnOutageHasItsLastGoodAddresses(String outage) throws Exception {
    dns.has("a.test", 60, "127.0.0.2", "::1");
    long before = System.currentTimeMillis();
    Endpoint used = resolver.endpoint("a.test", 80);
    assertThat(first(used)).containsExactly("::1", "127.0.0.2");
    long good = System.currentTimeMillis();
    resolver.release(used);
    if (outage.equals("silence")) {
      dns.silent = true;
    } else {
      dns.fails("a.test", DnsResponseCode.NXDOMAIN);
    }
    // Also at another port, and more than once.
    for (int port = 81; port < 83; port++) {
      Endpoint again = resolver.endpoint("a.test", port);
      assertThat(first(again)).containsExactly("::1", "127.0.0.2");
      await().atMost(20, TimeUnit.SECONDS).until(() -> !again.candidates().resolution().resolved());
      assertThat(again.candidates().resolution().unresolvedSince()).isBetween(before, good);
      assertThat(addresses(again)).containsExactly("::1", "127.0.0.2");
      resolver.release(again);
    }
    dns.silent = false;
    dns.has("a.test", 60, "127.0.0.3");
    Endpoint back = resolver.endpoint("a.test", 80);
    await().atMost(20, TimeUnit.SECONDS).until(() -> back.candidates().lookedUp());
    assertThat(addresses(back)).containsExactly("127.0.0.3");
  }

  @Test
  void oneFamilyThatIsNotAnsweredForKeepsNobodyWaitingAndWhatItHad() throws Exception {
    dns.has("a.test", 1, "127.0.0.2", "::1");
    Endpoint endpoint = resolver.endpoint("a.test", 80);
    assertThat(first(endpoint)).hasSize(2);
    dns.deafToSix = true;
    dns.has("a.test", 1, "127.0.0.3");
    await().until(() -> addresses(endpoint).contains("127.0.0.3"));
    assertThat(addresses(endpoint)).containsExactly("::1", "127.0.0.3");
    assertThat(endpoint.candidates().resolution().resolved()).isTrue();
  }

  @Test
  void aNameThatNeverResolvedSaysSo() throws Exception {
    Endpoint endpoint = resolver.endpoint("nobody.test", 80);
    assertThat(first(endpoint)).isEmpty();
    assertThat(endpoint.candidates().resolution().failure()).isEqualTo(NameFailure.NO_SUCH_NAME);
    assertThat(new NoAddressException("nobody.test", endpoint.candidates().resolution()))
        .hasMessage("unknown host nobody.test: the name does not exist");
  }

  @Test
  void anAddressThatIsRefusedIsNotUsedWhateverNameLeadsThere() throws Exception {
    dns.has("a.test", 1, "127.0.0.2", "169.254.169.254", "64:ff9b::a9fe:a9fe");
    Endpoint endpoint = resolver.endpoint("a.test", 80);
    assertThat(first(endpoint)).containsExactly("127.0.0.2");
    assertThat(endpoint.candidates().resolution().refused())
        .containsExactlyInAnyOrder(
            new RefusedAddress("169.254.169.254", AddressRefusal.LINK_LOCAL),
            new RefusedAddress("64:ff9b::a9fe:a9fe", AddressRefusal.LINK_LOCAL));
    dns.has("a.test", 1, "169.254.169.254");
    await().until(() -> addresses(endpoint).isEmpty());
    assertThat(endpoint.candidates().resolution().allRefused()).isTrue();
    assertThat(new NoAddressException("a.test", endpoint.candidates().resolution()))
        .hasMessage(
            "the address policy refuses 169.254.169.254: it "
                + AddressRefusal.LINK_LOCAL.description());
  }

  @Test
  void aLiteralIsJudgedTooAndNeverAskedFor() {
    assertThat(addresses(resolver.endpoint("127.0.0.1", 80))).containsExactly("127.0.0.1");
    assertThat(addresses(resolver.endpoint("::1", 80))).containsExactly("::1");
    assertThat(resolver.endpoint("169.254.169.254", 80).candidates().resolution().allRefused())
        .isTrue();
    assertThat(dns.questions).isEmpty();
  }

  @Test
  void theControlPlaneItselfIsNoServerWhereverItsNameLeadsTo() throws Exception {
    OwnPorts own = new OwnPorts();
    try (Resolver judging =
        dns.resolver(
            new AddressPolicy(
                true, AddressPolicy.STANDARD.allowed(), AddressPolicy.STANDARD.denied(), own))) {
      dns.has("control.test", 1, "127.0.0.9");
      dns.has("shop.test", 1, "127.0.0.9");
      Endpoint control = judging.endpointWithoutPolicy("control.test", 8_080);
      own.control(control);
      own.adminPort(5_001);
      control.listen(_ -> judging.recheckPolicy());
      Endpoint byAddress = judging.endpoint("127.0.0.9", 8_080);
      assertThat(first(control)).containsExactly("127.0.0.9");
      await().until(() -> addresses(byAddress).isEmpty());
      assertThat(byAddress.candidates().resolution().refused())
          .containsExactly(new RefusedAddress("127.0.0.9", AddressRefusal.OWN_ENDPOINT));
      assertThat(first(judging.endpoint("shop.test", 8_080))).isEmpty();
      assertThat(first(judging.endpoint("shop.test", 8_081))).containsExactly("127.0.0.9");
      assertThat(addresses(judging.endpoint("127.0.0.1", 5_001))).isEmpty();
      assertThat(addresses(judging.endpoint("10.0.0.1", 5_001))).containsExactly("10.0.0.1");
    }
  }

  @Test
  void localhostIsBothLoopbackAddressesAndNeverAskedFor() throws Exception {
    assertThat(first(resolver.endpoint("localhost", 80))).containsExactly("::1", "127.0.0.1");
    assertThat(first(resolver.endpoint("a.localhost.", 80))).containsExactly("::1", "127.0.0.1");
    assertThat(dns.questions).isEmpty();
  }

  @Test
  void theHostsFileComesFirstAndIsReadAgain(@TempDir Path folder) throws Exception {
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.7 Shop.test shop # ours\n::1 shop.test\nnonsense x\n");
    dns.has("shop.test", 1, "127.0.0.2");
    try (Resolver reading =
        dns.resolver(AddressPolicy.STANDARD, folder.resolve("resolv.conf"), hosts)) {
      Endpoint endpoint = reading.endpoint("shop.test", 80);
      assertThat(first(endpoint)).containsExactly("::1", "127.0.0.7");
      Files.writeString(hosts, "127.0.0.8 shop.test\n");
      await().until(() -> addresses(endpoint).equals(List.of("127.0.0.8")));
      assertThat(dns.questions).isEmpty();
      Files.delete(hosts);
      await().until(() -> addresses(endpoint).equals(List.of("127.0.0.2")));
    }
  }

  @Test
  void searchDomainsAreTriedInOrder(@TempDir Path folder) throws Exception {
    Path resolvConf = folder.resolve("resolv.conf");
    Files.writeString(resolvConf, "search one.test two.test\noptions ndots:2\n");
    dns.has("shop.two.test", 1, "127.0.0.2");
    dns.has("a.b", 1, "127.0.0.3");
    dns.has("a.b.c", 1, "127.0.0.4");
    try (Resolver searching = dns.resolver(AddressPolicy.STANDARD, resolvConf, folder)) {
      assertThat(first(searching.endpoint("shop", 80))).containsExactly("127.0.0.2");
      assertThat(dns.questions.stream().filter(each -> each.endsWith(" A")).toList())
          .startsWith("shop.one.test. A", "shop.two.test. A");
      assertThat(first(searching.endpoint("a.b", 80))).containsExactly("127.0.0.3");
      assertThat(first(searching.endpoint("a.b.c", 80))).containsExactly("127.0.0.4");
      assertThat(dns.questions).contains("a.b.one.test. A").doesNotContain("a.b.c.one.test. A");
      assertThat(first(searching.endpoint("a.b.", 80))).containsExactly("127.0.0.3");
    }
  }

  @Test
  void anotherSearchDomainDoesNotTakeThePlaceOfOneThatCannotBeAskedFor(@TempDir Path folder)
      throws Exception {
    Path resolvConf = folder.resolve("resolv.conf");
    Files.writeString(resolvConf, "search one.test two.test\n");
    dns.fails("shop.one.test", DnsResponseCode.SERVFAIL);
    dns.has("shop.two.test", 1, "127.0.0.2");
    try (Resolver searching = dns.resolver(AddressPolicy.STANDARD, resolvConf, folder)) {
      assertThat(first(searching.endpoint("shop", 80))).isEmpty();
    }
  }

  @Test
  void aThousandNamesAreAskedForAFewAtATimeAndForgottenWhenNobodyUsesThem() throws Exception {
    dns.delayMillis = 20;
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      dns.has("s" + i + ".test", 300, "127.0.0.2");
      endpoints.add(resolver.endpoint("s" + i + ".test", 80));
    }
    for (Endpoint endpoint : endpoints) {
      assertThat(first(endpoint)).containsExactly("127.0.0.2");
    }
    assertThat(dns.mostAtOnce.get()).isLessThanOrEqualTo(2 * Resolver.MOST_AT_ONCE);
    assertThat(resolver.counts().names()).isEqualTo(1_000);
    endpoints.forEach(resolver::release);
    assertThat(resolver.counts().names()).isZero();
    long lookups = resolver.counts().lookups();
    // Lookups under way end; after that there are no more queries.
    await().during(2, TimeUnit.SECONDS).until(() -> resolver.counts().lookups() <= lookups + 64);
  }

  @Test
  void aSilentServerIsNotFlooded() {
    dns.silent = true;
    for (int i = 0; i < 1_000; i++) {
      var _ = resolver.endpoint("s" + i + ".test", 80);
    }
    await()
        .during(3, TimeUnit.SECONDS)
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> dns.questions.size() <= 2 * 2 * 2 * Resolver.MOST_AT_ONCE);
    assertThat(Set.copyOf(dns.questions)).hasSizeLessThan(400);
  }

  @Test
  void theOrderStaysWhenTheServerRotatesItsAnswers() throws Exception {
    List<InetAddress> one = List.of(InetAddress.ofLiteral("127.0.0.2"));
    List<InetAddress> two =
        List.of(InetAddress.ofLiteral("127.0.0.3"), InetAddress.ofLiteral("127.0.0.2"));
    assertThat(AddressOrder.of(two, one, _ -> true))
        .containsExactly(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.3"));
  }

  /** A host without IPv6, which loses nothing when a name has IPv6 addresses too. */
  @Test
  void whatHasNoRouteComesLast() {
    List<InetAddress> both =
        List.of(InetAddress.ofLiteral("2001:db8::1"), InetAddress.ofLiteral("127.0.0.3"));
    assertThat(AddressOrder.of(both, List.of(), each -> each.getAddress().length == 4))
        .containsExactly(both.get(1), both.get(0));
  }

  @Test
  void theAddressThatAnswersIsTheFirstFromThenOn() throws Exception {
    dns.has("a.test", 1, "127.0.0.2", "127.0.0.3");
    Endpoint endpoint = resolver.endpoint("a.test", 80);
    assertThat(first(endpoint)).containsExactly("127.0.0.2", "127.0.0.3");
    endpoint.connected(endpoint.candidates().addresses().get(1));
    assertThat(addresses(endpoint)).containsExactly("127.0.0.3", "127.0.0.2");
    long before = resolver.counts().lookups();
    await().until(() -> resolver.counts().lookups() > before + 1);
    assertThat(addresses(endpoint)).containsExactly("127.0.0.3", "127.0.0.2");
  }

  @Test
  void anAddressThatFailsComesLastUntilItServesOrTheOthersFail() throws Exception {
    dns.has("a.test", 1, "127.0.0.2", "127.0.0.3", "127.0.0.4");
    Endpoint endpoint = resolver.endpoint("a.test", 80);
    assertThat(first(endpoint)).containsExactly("127.0.0.2", "127.0.0.3", "127.0.0.4");
    List<InetSocketAddress> three = endpoint.candidates().addresses();
    List<CandidateAddresses> told = new CopyOnWriteArrayList<>();
    endpoint.listen(told::add);
    endpoint.failed(three.get(0));
    assertThat(addresses(endpoint)).containsExactly("127.0.0.3", "127.0.0.4", "127.0.0.2");
    assertThat(told).singleElement().matches(now -> !now.contains(three.get(0)));
    endpoint.failed(three.get(0));
    assertThat(told).hasSize(1);
    endpoint.connected(three.get(0));
    assertThat(addresses(endpoint)).containsExactly("127.0.0.3", "127.0.0.4", "127.0.0.2");
    long before = resolver.counts().lookups();
    await().until(() -> resolver.counts().lookups() > before + 1);
    assertThat(addresses(endpoint)).containsExactly("127.0.0.3", "127.0.0.4", "127.0.0.2");
    endpoint.failed(three.get(1));
    endpoint.failed(three.get(2));
    assertThat(addresses(endpoint)).containsExactly("127.0.0.2", "127.0.0.3", "127.0.0.4");
    endpoint.succeeded(three.get(2));
    assertThat(addresses(endpoint)).containsExactly("127.0.0.4", "127.0.0.2", "127.0.0.3");
  }

  @Test
  void anOnlyAddressThatFailsStaysAsItIs() {
    Endpoint endpoint = resolver.endpoint("127.0.0.2", 80);
    CandidateAddresses before = endpoint.candidates();
    List<CandidateAddresses> told = new CopyOnWriteArrayList<>();
    endpoint.listen(told::add);
    endpoint.failed(before.addresses().getFirst());
    assertThat(endpoint.candidates()).isSameAs(before);
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.2, 10.0.0.2, 53",
    "10.0.0.2:5353, 10.0.0.2, 5353",
    "::1, 0:0:0:0:0:0:0:1, 53",
    "[::1], 0:0:0:0:0:0:0:1, 53",
    "[::1]:5353, 0:0:0:0:0:0:0:1, 5353"
  })
  void theAddressOfAServerMayHaveAPort(String text, String address, int port) {
    assertThat(ResolverSettings.server(text).getAddress().getHostAddress()).isEqualTo(address);
    assertThat(ResolverSettings.server(text).getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "dns.test", "10.0.0.2:", "10.0.0.2:0", "10.0.0.2:65536", "[::1", "x:1"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> ResolverSettings.server(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.2:5353");
  }

  @Test
  void withoutServersInItTheFileMeansThisMachine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("resolv.conf");
    WatchedFile<ResolvConf> watched = new WatchedFile<>(file, ResolvConf::read);
    assertThat(watched.value().servers()).hasToString("[/127.0.0.1:53]");
    Files.writeString(file, "; a\nnameserver 10.0.0.2\nnameserver fd00::2 # b\ndomain X.test.\n");
    assertThat(watched.value().servers()).hasToString("[/10.0.0.2:53, /[fd00:0:0:0:0:0:0:2]:53]");
    assertThat(watched.value().search()).containsExactly("x.test");
  }
}
