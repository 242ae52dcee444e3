package io.ringway.routing.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.KeyRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyExtractorTests {

  private static final String REQUEST = "GET /a/b%20c?id=7&x=1 HTTP/1.1\nHost: Shop.example:80\n";

  private static final String NONE = "(none)";

  private static String key(String head, KeyRule... rules) {
    Span span = new Span();
    byte[] client = "10.0.0.9".getBytes(StandardCharsets.US_ASCII);
    if (!new KeyExtractor(List.of(rules)).find(new TextRequest(head), client, span)) {
      return NONE;
    }
    return new String(span.bytes, span.from, span.to - span.from, StandardCharsets.UTF_8);
  }

  @Test
  void theRequestUriIsThePathWithTheQueryAsTheyCame() {
    assertThat(key(REQUEST, new KeyRule.RequestUri())).isEqualTo("/a/b%20c?id=7&x=1");
    assertThat(key("GET /a HTTP/1.1\n", new KeyRule.RequestUri())).isEqualTo("/a");
  }

  @Test
  void joinedPartsStandBehindEachOther() {
    KeyRule joined =
        new KeyRule.Joined(
            List.of(
                new KeyRule.Literal("http://"),
                new KeyRule.Host(),
                new KeyRule.Header("X-Missing"),
                new KeyRule.NormalPath(),
                new KeyRule.Query("id"),
                new KeyRule.ClientAddress()));
    assertThat(key(REQUEST, joined)).isEqualTo("http://shop.example/a/b c710.0.0.9");
  }

  @Test
  void fixedTextAloneIsNoKeyOfAJoinedRule() {
    KeyRule joined =
        new KeyRule.Joined(List.of(new KeyRule.Literal("user-"), new KeyRule.Query("user")));
    assertThat(key(REQUEST, joined)).isEqualTo(NONE);
    assertThat(key(REQUEST, joined, new KeyRule.Method())).isEqualTo("GET");
  }

  /**
   * Reads lists as HAProxy 2.6 does in {@code balance hdr(X-Forwarded-For)}; MigrationFilesIT
   * compares them.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10.1.2.3 | 10.1.2.3",
        "10.1.2.3, 10.0.0.1 | 10.1.2.3",
        "10.1.2.3\t ,10.0.0.1,, | 10.1.2.3",
        "\"a,b\", c | \"a,b\"",
        "\"a\\\",b\", c | \"a\\\",b\"",
        "\"a,b | \"a,b",
        ", b | (none)"
      })
  void theFirstElementOfAListIsCutOut(String value, String first) {
    String head = "GET / HTTP/1.1\nX-Forwarded-For: " + value + "\nX-Forwarded-For: z\n";
    assertThat(key(head, new KeyRule.Header("X-Forwarded-For", true))).isEqualTo(first);
    assertThat(key(head, new KeyRule.Header("X-Forwarded-For"))).isEqualTo(value.strip());
  }

  @Test
  void oneSpanServesKeysOfAnyLength() {
    KeyExtractor keys =
        new KeyExtractor(
            List.of(new KeyRule.Joined(List.of(new KeyRule.Path(), new KeyRule.Path()))));
    Span span = new Span();
    for (String path : List.of("/", "/" + "x".repeat(5_000), "/y")) {
      assertThat(keys.find(new TextRequest("GET " + path + " HTTP/1.1\n"), new byte[0], span))
          .isTrue();
      assertThat(new String(span.bytes, span.from, span.to - span.from, StandardCharsets.US_ASCII))
          .isEqualTo(path + path);
    }
  }

  @Test
  void joinedRulesDoNotNest() {
    KeyRule inner = new KeyRule.Joined(List.of(new KeyRule.Path()));
    assertThatThrownBy(() -> new KeyRule.Joined(List.of(inner)))
        .hasMessageContaining("list all parts in one");
    assertThatThrownBy(() -> new KeyRule.Joined(List.of())).hasMessageContaining("1 to 16");
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b.txt, /a/b.txt",
    "/a%2Fb%2e%2e/c, /a/b../c",
    "//a///b, /a/b",
    "/a/./b/., /a/b/",
    "/a/b/../c, /a/c",
    "/a/%2e%2E/c, /c",
    "/a/.., /",
    "/.., /",
    "/../../x, /x",
    "/a/.../b, /a/.../b",
    "/.well-known/x, /.well-known/x",
    "/100%25, /100%",
    "/a%3Fb%23c, /a?b#c",
    "/a%zz%4, /a%zz%4",
    "/a#b/c, /a",
    "/gr%C3%BC%C3%9Fe, /grüße"
  })
  void theNormalPathIsThePathThatAServerMeans(String path, String normal) {
    assertThat(key("GET " + path + "?q=%41 HTTP/1.1\n", new KeyRule.NormalPath()))
        .isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({"Shop.example:80", "shop.example.:80", "sh%6fp.example.:80"})
  void theHostIsInNormalForm(String host) {
    assertThat(key("GET / HTTP/1.1\nHost: " + host + "\n", new KeyRule.Host()))
        .isEqualTo("shop.example");
  }

  /** The head of a request, as text with line ends. */
  private static final class TextRequest implements RequestView {

    private final String text;
    private final byte[] bytes;
    private final List<Integer> lines = new ArrayList<>();

    TextRequest(String text) {
      this.text = text;
      bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      for (int at = text.indexOf('\n') + 1; at < text.length(); at = text.indexOf('\n', at) + 1) {
        lines.add(at);
      }
    }

    @Override
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public int methodEnd() {
      return text.indexOf(' ');
    }

    @Override
    public int pathStart() {
      return methodEnd() + 1;
    }

    @Override
    public int pathEnd() {
      int query = text.indexOf('?', pathStart());
      return query < 0 || query > targetEnd() ? targetEnd() : query;
    }

    @Override
    public int targetEnd() {
      return text.indexOf(' ', pathStart());
    }

    @Override
    public int hostStart() {
      return lines.isEmpty() ? -1 : valueStart(0);
    }

    @Override
    public int hostEnd() {
      return lines.isEmpty() ? -1 : text.indexOf(':', valueStart(0));
    }

    @Override
    public int headers() {
      return lines.size();
    }

    @Override
    public boolean headerIs(int header, byte[] lowerCaseName) {
      String name = text.substring(lines.get(header), text.indexOf(':', lines.get(header)));
      return Arrays.equals(
          name.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII),
          lowerCaseName);
    }

    @Override
    public int valueStart(int header) {
      return text.indexOf(": ", lines.get(header)) + 2;
    }

    @Override
    public int valueEnd(int header) {
      return text.indexOf('\n', lines.get(header));
    }
  }
}
