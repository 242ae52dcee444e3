package io.ringway.balancer.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.HeadMemory;
import io.ringway.balancer.http.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadMemoryTests {

  private final HeadMemory memory = new HeadMemory();

  private Head read(String text) {
    Head head = new Head(memory);
    ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    assertThat(HeadReader.ofRequests(head, Limits.DEFAULT).feed(in)).isNull();
    assertThat(head.complete()).isTrue();
    return head;
  }

  @Test
  void aHeadThatIsForgottenLeavesItsMemoryToTheNext() {
    Head first = read("GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n\r\n");
    byte[] bytes = first.bytes();
    first.clear();
    assertThat(first.bytes()).isEmpty();
    assertThat(first.headers()).isZero();
    assertThat(first.methodIs(Ascii.of("GET"))).isFalse();
    Head next = read("PUT / HTTP/1.1\r\nHost: b\r\n\r\n");
    assertThat(next.bytes()).isSameAs(bytes);
    assertThat(next.headers()).isEqualTo(1);
    assertThat(memory.kept()).isZero();
  }

  @Test
  void forgettingTwiceLeavesItOnce() {
    Head head = read("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    head.clear();
    head.clear();
    assertThat(memory.kept()).isEqualTo(1);
  }

  @Test
  void whatALargeHeadGrewToIsNotKept() {
    Head head = read("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(8_000) + "\r\n\r\n");
    head.clear();
    assertThat(memory.kept()).isZero();
  }

  @Test
  void thereIsAnEndToWhatIsKept() {
    List<Head> heads = new ArrayList<>();
    for (int i = 0; i < HeadMemory.MOST_KEPT + 10; i++) {
      heads.add(read("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    }
    heads.forEach(Head::clear);
    assertThat(memory.kept()).isEqualTo(HeadMemory.MOST_KEPT);
  }
}
