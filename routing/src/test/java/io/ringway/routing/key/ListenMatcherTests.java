package io.ringway.routing.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Listen;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a host or a path bypasses the cluster that it belongs to. */
class ListenMatcherTests {

  private static boolean matches(Listen listen, String host, String path) {
    List<ListenMatcher> one = List.of(new ListenMatcher(listen));
    RequestDescription head = new RequestDescription(request(host, path));
    return ListenMatcher.find(one, Function.identity(), listen.port(), head) != null;
  }

  private static ExplainQuery.Request request(String host, String path) {
    return new ExplainQuery.Request(0, "GET", host, path, List.of(), "127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "/admin/",
        "/admin/x",
        "/admin?x=/..",
        "//admin",
        "///admin//x",
        "/%61dmin",
        "/%61%64%6D%69%6e/x",
        "/x/../admin",
        "/x/%2e%2E/admin",
        "/./admin",
        "/.//admin",
        "/%2Fadmin",
        "/../admin",
        "/admin/.",
        "/admin/x/..",
        "/admin%2Fx",
        "/a/b/../../admin/c"
      })
  void everySpellingOfThePrefixIsThePrefix(String path) {
    assertThat(matches(new Listen(0, List.of(), "/admin"), "a", path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/administrator",
        "/Admin",
        "/admin/..",
        "/admin/../x",
        "/x/admin",
        "/admin%00",
        "/%2561dmin",
        "/%61dmi",
        "/admin.",
        "/.admin",
        "/x?/admin"
      })
  void anythingElseIsNot(String path) {
    assertThat(matches(new Listen(0, List.of(), "/admin"), "a", path)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"/%61dmin", "//admin", "/x/../admin", "/admin/"})
  void aPrefixIsComparedInNormalFormToo(String prefix) {
    assertThat(matches(new Listen(0, List.of(), prefix), "a", "/admin/x")).isTrue();
  }

  @Test
  void aPrefixOfBytesThatAreNotAscii() {
    Listen listen = new Listen(0, List.of(), "/gr%C3%BC%C3%9Fe");
    assertThat(matches(listen, "a", "/gr%c3%bc%c3%9fe/x")).isTrue();
    assertThat(matches(listen, "a", "/gr%c3%bc%c3%9f")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example, true",
    "SHOP.Example:81, true",
    "shop.example., true",
    "shop.example.:81, true",
    "sh%6Fp.example, true",
    "shop%2Eexample%2e, true",
    "shop.example.., false",
    "shop.example.x, false",
    "xshop.example, false",
    "shop.exampl, false",
    "shop%zzexample, false",
    "., false",
    "'', false"
  })
  void aHostIsComparedInNormalForm(String host, boolean matches) {
    assertThat(matches(new Listen(0, List.of("shop.example"), "/"), host, "/")).isEqualTo(matches);
    assertThat(matches(new Listen(0, List.of("shop.example."), "/"), host, "/")).isEqualTo(matches);
  }

  @Test
  void namedHostsComeFirstAndThenTheLongestPrefixInNormalForm() {
    List<ListenMatcher> sorted =
        List.of(
                new Listen(0, List.of(), "/"),
                new Listen(0, List.of(), "/%61%62%63"),
                new Listen(0, List.of(), "/abcd"),
                new Listen(0, List.of("a"), "/"))
            .stream()
            .map(ListenMatcher::new)
            .sorted(ListenMatcher.BEST_FIRST)
            .toList();
    assertThat(sorted.stream().flatMap(matcher -> matcher.claims().stream()))
        .containsExactly("0 a /", "0 * /abcd", "0 * /abc", "0 * /");
  }

  @Test
  void twoSpellingsClaimTheSame() {
    assertThat(new ListenMatcher(new Listen(0, List.of("a.example."), "//x")).claims())
        .isEqualTo(new ListenMatcher(new Listen(0, List.of("a.example"), "/%78")).claims());
  }

  @Test
  void aNormalPathCostsNoMemory() {
    List<ListenMatcher> all =
        List.of(
            new ListenMatcher(new Listen(0, List.of("shop.example"), "/admin")),
            new ListenMatcher(new Listen(0, List.of("shop.example"), "/")));
    Function<ListenMatcher, ListenMatcher> itself = Function.identity();
    RequestDescription request =
        new RequestDescription(request("shop.example.", "/.well-known/a.b/c..d?x"));
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(ListenMatcher.find(all, itself, 0, request)).isSameAs(all.getLast());
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      ListenMatcher.find(all, itself, 0, request);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }
}
