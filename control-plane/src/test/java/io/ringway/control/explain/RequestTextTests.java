package io.ringway.control.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Listen;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTextTests {

  private static final Listen LISTEN = new Listen(8081, List.of("shop.example"), "/cart");

  private static ExplainQuery.Request read(String text) {
    return RequestText.read(text, LISTEN, "");
  }

  @Test
  void aRawHeadIsRead() {
    ExplainQuery.Request request =
        RequestText.read(
            "POST /cart/7?id=1 HTTP/1.1\r\nHost: www.shop.example:8081\r\nX-Key:  a b \r\n"
                + "Cookie: sid=1; x=2\r\n\r\n{\"body\": 1}",
            LISTEN,
            " 203.0.113.7 ");
    assertThat(request)
        .isEqualTo(
            new ExplainQuery.Request(
                8081,
                "POST",
                "www.shop.example:8081",
                "/cart/7?id=1",
                List.of(
                    new ExplainQuery.Header("X-Key", "a b"),
                    new ExplainQuery.Header("Cookie", "sid=1; x=2")),
                "203.0.113.7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /cart HTTP/1.1\nHost: shop.example\nX-Key: user-42",
        "> GET /cart HTTP/1.1\n> Host: shop.example\n> X-Key: user-42\n>\n",
        "X-Key: user-42",
        "/cart\nX-Key: user-42",
        "https://shop.example/cart#top\nX-Key: user-42",
        "GET http://shop.example/cart HTTP/1.1\nX-Key: user-42",
        "curl http://shop.example/cart -H 'X-Key: user-42'",
        "curl -sS shop.example/cart --header \"X-Key: user-42\" -o /dev/null",
        "curl 'https://ada:secret@shop.example/cart' \\\n  -X GET \\\n  -H $'X-Key: user-42' --compressed",
      })
  void whatIsLeftOutIsTakenFromTheCluster(String text) {
    assertThat(read(text))
        .isEqualTo(
            new ExplainQuery.Request(
                8081,
                "GET",
                "shop.example",
                "/cart",
                List.of(new ExplainQuery.Header("X-Key", "user-42")),
                "127.0.0.1"));
  }

  @Test
  void curlSendsWhatItsOptionsSay() {
    assertThat(read("curl -d a=1 shop.example").method()).isEqualTo("POST");
    assertThat(read("curl -d a=1 shop.example").target()).isEqualTo("/");
    assertThat(read("curl -I shop.example/x").method()).isEqualTo("HEAD");
    assertThat(read("curl 'shop.example/x?a=b c' -b sid=7 -A me".replace(" c'", "%20c'")).headers())
        .containsExactly(
            new ExplainQuery.Header("Cookie", "sid=7"),
            new ExplainQuery.Header("User-Agent", "me"));
  }

  @Test
  void whatIsNoRequestIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> read("GET cart HTTP/1.1")).hasMessageContaining("such as /cart?id=7");
    assertThatThrownBy(() -> read("GET /cart HTTP/1.1\nnonsense"))
        .hasMessageContaining("'nonsense' is no header line");
    assertThatThrownBy(() -> read("GET /cart HTTP/1.1\nX Key: a"))
        .hasMessageContaining("name of a header");
    assertThatThrownBy(() -> read("curl -H 'X-Key: a")).hasMessageContaining("quote '");
    assertThatThrownBy(() -> read("curl -H")).hasMessageContaining("no value");
    assertThatThrownBy(() -> read("curl -s")).hasMessageContaining("no address");
    assertThatThrownBy(() -> read("curl -T file shop.example")).hasMessageContaining("-T");
  }
}
