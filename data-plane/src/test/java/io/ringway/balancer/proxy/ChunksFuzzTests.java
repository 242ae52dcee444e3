package io.ringway.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Whatever bytes come for a chunked body: the same outcome however they are cut, and what is sent
 * on holds the same data, nothing else and its end only when the end came.
 */
class ChunksFuzzTests {

  private static final int LIMIT = 1 << 20;

  /** What became of some bytes. */
  private record Outcome(Chunks.Result result, String passed, int left) {}

  private static Outcome read(byte[] data, boolean framed, int longest, SplittableRandom cuts) {
    Chunks chunks = new Chunks();
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
    Outcome framed = read(data, true, 100_000, cuts);
    assertThat(read(data, true, 5, cuts)).isEqualTo(framed);
    Outcome plain = read(data, false, 100_000, cuts);
    assertThat(read(data, false, 5, cuts)).isEqualTo(plain);
    assertThat(plain.result()).isEqualTo(framed.result());
    assertThat(plain.left()).isEqualTo(framed.left());
    if (framed.result() == Chunks.Result.DONE) {
      byte[] sent = framed.passed().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      Outcome again = read(sent, false, 7, cuts);
      assertThat(again).isEqualTo(new Outcome(Chunks.Result.DONE, plain.passed(), 0));
      assertThat(read(sent, true, 7, cuts).passed()).isEqualTo(framed.passed());
    }
  }
}
