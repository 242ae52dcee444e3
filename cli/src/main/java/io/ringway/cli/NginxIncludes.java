package io.ringway.cli;

import io.ringway.cli.NginxFile.Directive;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The resolution of includes in the output of {@code nginx -T}, which writes all files one after
 * the other.
 */
final class NginxIncludes {

  private static final Pattern MARK = Pattern.compile("(?m)^# configuration file (.+):\\s*$");
  private static final int DEEPEST = 16;
  private static final int MOST = 100_000;

  private final Map<Path, List<Directive>> files = new LinkedHashMap<>();
  private final Path folder;
  private int included;

  private NginxIncludes(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns the directives of the first file, with included files in place of their {@code
   * include}.
   */
  static List<Directive> resolved(String text, List<Directive> all) throws CliException {
    Matcher mark = MARK.matcher(text);
    Map<Integer, Path> starts = new LinkedHashMap<>();
    int line = 1;
    int at = 0;
    while (mark.find()) {
      for (; at < mark.start(); at++) {
        line += text.charAt(at) == '\n' ? 1 : 0;
      }
      starts.put(line, path(line, mark.group(1)));
    }
    if (starts.isEmpty()) {
      return all;
    }
    Path first = starts.values().iterator().next();
    Path parent = first.getParent();
    NginxIncludes includes = new NginxIncludes(parent == null ? Path.of("") : parent);
    for (Directive directive : all) {
      Path file = first;
      for (Map.Entry<Integer, Path> start : starts.entrySet()) {
        file = start.getKey() <= directive.line() ? start.getValue() : file;
      }
      includes.files.computeIfAbsent(file, _ -> new ArrayList<>()).add(directive);
    }
    return includes.expanded(includes.files.getOrDefault(first, List.of()), 0);
  }

  private static Path path(int line, String name) throws CliException {
    try {
      return Path.of(name).normalize();
    } catch (java.nio.file.InvalidPathException e) {
      throw new CliException(line, "'" + name + "' is no name of a file.");
    }
  }

  private List<Directive> expanded(List<Directive> directives, int depth) throws CliException {
    List<Directive> expanded = new ArrayList<>();
    for (Directive directive : directives) {
      if (directive.name().equals("include")) {
        if (depth > DEEPEST || ++included > MOST) {
          throw new CliException(directive.line(), "the includes go round in circles.");
        }
        for (List<Directive> file : matching(directive)) {
          expanded.addAll(expanded(file, depth + 1));
        }
      } else {
        expanded.add(
            new Directive(directive.line(), directive.words(), expanded(directive.block(), depth)));
      }
    }
    return expanded;
  }

  private List<List<Directive>> matching(Directive include) throws CliException {
    Path pattern = folder.resolve(path(include.line(), include.first())).normalize();
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw new CliException(include.line(), "'" + include.first() + "' is no pattern of files.");
    }
    return files.entrySet().stream()
        .filter(file -> file.getKey().equals(pattern) || matcher.matches(file.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Returns the note about an include that is not followed. */
  static ConfigSource.Refused refused(Directive include) {
    return new ConfigSource.Refused(
        "include",
        "",
        "line "
            + include.line()
            + ": the include of "
            + include.first()
            + " is not followed; to read everything, write the output of 'nginx -T' to a file and"
            + " import that.");
  }
}
