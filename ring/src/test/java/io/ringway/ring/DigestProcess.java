package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A program, run in another JVM, that builds the same ring and prints its digest. */
final class DigestProcess {

  private DigestProcess() {}

  static List<Node> nodes() {
    return IntStream.range(0, 5).mapToObj(i -> new Node("sérver-" + i, 0.5 + i)).toList();
  }

  static String run(PlacementUnderTest placement, List<String> flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(DigestProcess.class.getName());
    command.add(placement.getClass().getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  static void main(String[] args) throws ReflectiveOperationException {
    PlacementUnderTest placement =
        Class.forName(args[0])
            .asSubclass(PlacementUnderTest.class)
            .getDeclaredConstructor()
            .newInstance();
    System.out.println(Long.toHexString(placement.build(nodes()).digest()));
  }
}
