package io.ringway.balancer.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.HeadMemory;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Whatever bytes come for a chunked body: the same outcome however they are cut, and what is sent
 * on holds the same data, nothing else and its end only when the end came.
 */
class ChunksFuzzTests {

  private static final int LIMIT = 1 << 20;

  /** The result of some bytes. */
  private record Outcome(Chunks.Result result, String passed, int left) {}

  private static Outcome read(
      Chunks chunks, byte[] data, boolean framed, int longest, SplittableRandom cuts) {
    chunks.start(new Head(new HeadMemory()), framed, LIMIT);
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    Chunks.Sink sink =
        (in, start, length) -> {
          byte[] run = new byte[length];
          in.getBytes(start, run);
          passed.writeBytes(run);
        };
    ByteBuf all = Unpooled.wrappedBuffer(data);
    Chunks.Result result = Chunks.Result.MORE;
    while (result == Chunks.Result.MORE && all.isReadable()) {
      ByteBuf piece = all.readSlice(Math.min(all.readableBytes(), 1 + cuts.nextInt(longest)));
      result = chunks.feed(piece, sink);
      all.readerIndex(all.readerIndex() - piece.readableBytes());
    }
    boolean ended = result == Chunks.Result.DONE || result == Chunks.Result.MORE;
    return new Outcome(
        result,
        ended ? passed.toString(java.nio.charset.StandardCharsets.ISO_8859_1) : "",
        ended ? all.readableBytes() : 0);
  }

  @FuzzTest(maxDuration = "1m")
  void bodies(byte[] data) {
    SplittableRandom cuts = new SplittableRandom(Arrays.hashCode(data));
    Outcome request = check(Chunks.ofRequests(), data, cuts);
    Outcome answer = check(Chunks.ofResponses(), data, cuts);
    if (request.result() == Chunks.Result.DONE) {
      assertThat(answer).as("what a client may send, a server may").isEqualTo(request);
    }
  }

  private static Outcome check(Chunks chunks, byte[] data, SplittableRandom cuts) {
    Outcome framed = read(chunks, data, true, 100_000, cuts);
    assertThat(read(chunks, data, true, 5, cuts)).isEqualTo(framed);
    Outcome plain = read(chunks, data, false, 100_000, cuts);
    assertThat(read(chunks, data, false, 5, cuts)).isEqualTo(plain);
    assertThat(plain.result()).isEqualTo(framed.result());
    assertThat(plain.left()).isEqualTo(framed.left());
    if (framed.result() == Chunks.Result.DONE) {
      assertThat(dataOfPlainChunks(framed.passed())).isEqualTo(plain.passed());
      byte[] sent = framed.passed().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      Outcome again = read(Chunks.ofRequests(), sent, false, 7, cuts);
      assertThat(again).isEqualTo(new Outcome(Chunks.Result.DONE, plain.passed(), 0));
      assertThat(read(Chunks.ofRequests(), sent, true, 7, cuts).passed())
          .isEqualTo(framed.passed());
    }
    return framed;
  }

  /** Reads chunks as the strictest of readers does: digits, none too many, and CR LF. */
  private static String dataOfPlainChunks(String sent) {
    StringBuilder data = new StringBuilder();
    int at = 0;
    while (true) {
      int end = sent.indexOf('\r', at);
      String size = sent.substring(at, end);
      assertThat(size).matches("0|[1-9a-fA-F][0-9a-fA-F]{0,14}");
      assertThat(sent.charAt(end + 1)).isEqualTo('\n');
      if (size.equals("0")) {
        return data.toString();
      }
      int from = end + 2;
      int to = from + Integer.parseInt(size, 16);
      data.append(sent, from, to);
      assertThat(sent.substring(to, to + 2)).isEqualTo("\r\n");
      at = to + 2;
    }
  }
}
