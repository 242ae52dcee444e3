package io.ringway.balancer.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.balancer.forwarding.Forwarding;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.HeadMemory;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.http.ResponseLimits;
import io.ringway.balancer.http.Scheme;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Whatever bytes come: the same outcome however they are cut, and a head that is sent on reads as
 * the same message. How to fuzz for longer is told in CONTRIBUTING.md.
 */
class HeadFuzzTests {

  private static final Forwarding FROM =
      new Forwarding(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
          TrustedProxies.NOBODY,
          Scheme.HTTP);

  /** The result of some bytes. */
  private record Outcome(
      String failure, boolean complete, int left, long length, boolean chunked, boolean close) {}

  private final Head head = new Head(new HeadMemory());

  private Outcome read(HeadReader reader, byte[] data, SplittableRandom cuts) {
    reader.reset();
    ByteBuf all = Unpooled.wrappedBuffer(data);
    Failure failure = null;
    while (failure == null && !head.complete() && all.isReadable()) {
      int length = Math.min(all.readableBytes(), 1 + cuts.nextInt(64));
      ByteBuf piece = all.readSlice(length);
      failure = reader.feed(piece);
      if (failure == null) {
        assertThat(piece.isReadable()).isEqualTo(head.complete() && piece.isReadable());
        all.readerIndex(all.readerIndex() - piece.readableBytes());
      }
    }
    return new Outcome(
        failure == null ? "" : failure.name(),
        head.complete(),
        failure == null ? all.readableBytes() : 0,
        head.contentLength,
        head.chunked,
        head.close);
  }

  private static Outcome forgetUnfinished(Outcome outcome) {
    return outcome.complete() && outcome.failure().isEmpty()
        ? outcome
        : new Outcome(outcome.failure(), false, 0, 0, false, false);
  }

  private Outcome check(HeadReader reader, byte[] data) {
    SplittableRandom cuts = new SplittableRandom(Arrays.hashCode(data));
    Outcome first = forgetUnfinished(read(reader, data, cuts));
    Outcome second = forgetUnfinished(read(reader, data, cuts));
    assertThat(second).isEqualTo(first);
    return first;
  }

  @FuzzTest(maxDuration = "1m")
  void requests(byte[] data) {
    Outcome outcome = check(HeadReader.ofRequests(head, Limits.DEFAULT), data);
    if (!outcome.complete()) {
      return;
    }
    ByteBuf sent = Unpooled.buffer();
    RequestHeadWriter.write(head, FROM, null, 1, sent);
    Head again = new Head(new HeadMemory());
    // The balancer's own lines may take a head over the limit of those that come in.
    HeadReader strict =
        HeadReader.ofRequests(again, new Limits(10 << 10, 64 << 10, 200, Long.MAX_VALUE));
    boolean emptyHost = head.hostStart < 0;
    Failure failure = strict.feed(sent);
    assertThat(failure).isEqualTo(emptyHost ? Failure.BAD_HOST : null);
    if (failure == null) {
      assertThat(again.complete()).isTrue();
      assertThat(sent.isReadable()).isFalse();
      assertThat(again.contentLength).isEqualTo(head.contentLength);
      assertThat(again.chunked).isEqualTo(head.chunked);
      assertThat(again.minor).isEqualTo(1);
      assertThat(text(again, again.pathStart, again.targetEnd))
          .isEqualTo(text(head, head.pathStart, head.targetEnd));
      assertThat(text(again, again.hostStart, again.authorityEnd))
          .isEqualTo(text(head, head.hostStart, head.authorityEnd));
      assertThat(again.find(FieldName.LOOK_ALIKE)).isNegative();
      assertThat(again.find(FieldName.FORWARDING_FAMILY)).isNegative();
      assertThat(again.find(FieldName.RINGWAY_FAMILY)).isNegative();
      assertThat(again.find(FieldName.UPGRADE)).isNegative();
    }
    sent.release();
  }

  private static String text(Head of, int from, int to) {
    return new String(of.bytes(), from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @FuzzTest(maxDuration = "1m")
  void answers(byte[] data) {
    Outcome outcome = check(HeadReader.ofResponses(head, ResponseLimits.DEFAULT), data);
    if (outcome.complete()) {
      assertThat(head.status).isBetween(100, 599);
      assertThat(head.chunked && head.contentLength >= 0).isFalse();
    }
  }
}
