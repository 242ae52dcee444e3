package io.ringway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The check that the documentation names every setting that the code reads. */
class DocumentationTests {

  private static final Pattern READ = Pattern.compile("\"(?:\\$\\{)?(ringway\\.[a-z.-]+)[:}\"]");

  @Test
  void everySettingHasARow() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      sources
          .filter(Files::isRegularFile)
          .flatMap(source -> READ.matcher(text(source)).results())
          .map((MatchResult found) -> found.group(1))
          .forEach(names::add);
    }
    names.remove(
        "ringway.replicas"); // the documentation of replicas uses names that begin with this
    assertThat(names).contains("ringway.data", "ringway.fleet.token-file");
    String pages = text(Path.of("../docs/control-plane.md")) + text(Path.of("../docs/replicas.md"));
    assertThat(names).allSatisfy(name -> assertThat(pages).as(name).contains("`" + name + "`"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
