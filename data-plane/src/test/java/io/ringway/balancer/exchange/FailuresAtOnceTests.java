package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.http.Failure;
import io.ringway.balancer.transport.Transport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The balancer's own responses leave at once, whatever their cause: the client sends nothing more
 * on a connection that it keeps, and waits for less time than any timeout allows.
 */
class FailuresAtOnceTests {

  @TempDir Path folder;

  @AfterEach
  void feed() {
    StarvedConnections.where = StarvedConnections.Where.NOWHERE;
  }

  static Stream<Arguments> ways() {
    return Arrays.stream(Failure.values())
        .flatMap(failure -> FailureScenes.of(failure).stream())
        .flatMap(way ->
            Stream.of(Transport.Kind.IO_URING, Transport.Kind.EPOLL, Transport.Kind.NIO)
                .map(kind -> Arguments.of(way, kind)));
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("ways")
  void theClientGetsItsResponse(FailureScenes.Way way, Transport.Kind kind) throws Exception {
    try (FailureStage stage = new FailureStage(kind, folder)) {
      way.scene().play(stage);
      assertThat(stage.response())
          .startsWith("HTTP/1.1 " + way.failure().status + " ")
          .contains("Ringway-Reason: " + way.failure().reason + "\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFailureHasAWay(Failure failure) {
    List<FailureScenes.Way> ways = FailureScenes.of(failure);
    assertThat(ways).isNotEmpty();
    assertThat(ways).extracting(FailureScenes.Way::moment).doesNotHaveDuplicates();
  }
}
