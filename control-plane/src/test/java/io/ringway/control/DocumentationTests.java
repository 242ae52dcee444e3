package io.ringway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation names every setting that the code reads, and its links lead somewhere. */
class DocumentationTests {

  private static final Pattern READ = Pattern.compile("\"(?:\\$\\{)?(ringway\\.[a-z.-]+)[:}\"]");

  private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)\\s>]+)");

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

  @Test
  void everyLinkToAFileOfTheRepositoryLeadsThere() throws IOException {
    List<Path> pages =
        new ArrayList<>(List.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md")));
    try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
    }
    assertThat(pages).contains(Path.of("../docs/glossary.md"));
    assertThat(pages)
        .allSatisfy(page -> assertThat(deadLinks(page, text(page))).as("%s", page).isEmpty());
  }

  @Test
  void aDeadLinkIsFound() {
    String page = "[a](placement.md#x) [b](../ring) [c](https://a.example/) [d](#d) [e](gone.md#y)";
    assertThat(deadLinks(Path.of("../docs/page.md"), page)).containsExactly("gone.md#y");
  }

  /** Returns the relative links in a page whose file does not exist. */
  private static List<String> deadLinks(Path page, String text) {
    return LINK.matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .filter(link -> !link.startsWith("#") && !link.matches("[a-z]+:.*"))
        .filter(link -> !Files.exists(page.resolveSibling(link.replaceFirst("#.*", ""))))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
