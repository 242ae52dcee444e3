package io.ringway.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sections of an HAProxy configuration. A section begins wherever a line begins with its
 * keyword, indented or not.
 *
 * @param sections in the order of the file
 * @param remarks about decisions during parsing, with line numbers
 */
record HaProxyFile(List<Section> sections, List<String> remarks) {

  /** The section keywords of HAProxy 2.6 and later versions. */
  private static final Set<String> SECTIONS =
      Set.of(
          "global",
          "defaults",
          "frontend",
          "backend",
          "listen",
          "peers",
          "resolvers",
          "userlist",
          "mailers",
          "namespace_list",
          "cache",
          "program",
          "http-errors",
          "ring",
          "log-forward",
          "fcgi-app",
          "log-profile",
          "crt-store",
          "traces",
          "acme");

  private static final Set<String> NEGATABLE =
      Set.of(
          "option",
          "log",
          "busy-polling",
          "set-dumpable",
          "strict-limits",
          "insecure-fork-wanted",
          "numa-cpu-mapping");

  /**
   * A directive.
   *
   * @param number of its line, from 1
   * @param words those of the line; an empty one ends most directives
   * @param unknown the first variable in it that has no known value; empty for none
   */
  record Line(int number, List<String> words, String unknown) {

    String name() {
      return word(0);
    }

    /** Returns a word by its index, or the empty text. */
    String word(int index) {
      return index < words.size() ? words.get(index) : "";
    }

    /** Refuses a line whose words depend on a variable that has no known value. */
    void refuseUnknown() throws CliException {
      if (!unknown.isEmpty()) {
        throw new CliException(
            number,
            "the line has the variable "
                + unknown
                + ", which HAProxy takes from its environment: give its value with --set "
                + unknown
                + "=TEXT");
      }
    }

    private boolean negated() {
      return name().equals("no") || name().equals("default");
    }
  }

  /**
   * A section.
   *
   * @param head such as {@code backend app}
   * @param defaults the lines of the applicable defaults, the outermost first
   * @param lines its own
   */
  record Section(Line head, List<Line> defaults, List<Line> lines) {

    String name() {
      return head.word(1);
    }

    boolean is(String... kinds) {
      return List.of(kinds).contains(head.name());
    }

    /**
     * Returns the lines of the defaults followed by its own: for most directives the last one
     * counts.
     */
    List<Line> all() {
      List<Line> all = new ArrayList<>(defaults);
      all.addAll(lines);
      return all;
    }
  }

  /** Returns whether a text that begins with this line can only be HAProxy's. */
  static boolean beginsWith(String text) {
    try {
      Line line = HaProxyWords.split(1, text, new HaProxyEnvironment(Map.of()), "");
      boolean macro = line.name().matches("\\.(if|alert|warning|notice|diag)");
      boolean braces = line.words().stream().anyMatch(word -> word.matches(".*[;{}]"));
      return macro || (SECTIONS.contains(line.name()) && !braces);
    } catch (CliException notAWord) {
      return false;
    }
  }

  static HaProxyFile parse(String text, Map<String, String> variables) throws CliException {
    return new Reader(new HaProxyEnvironment(variables)).read(text);
  }

  private static final class Reader {
    private final HaProxyEnvironment environment;
    private final HaProxyBranches branches;
    private final List<Section> sections = new ArrayList<>();
    private final Map<String, List<Section>> defaults = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private @Nullable Section lastDefaults;
    private @Nullable Line unknown;

    Reader(HaProxyEnvironment environment) {
      this.environment = environment;
      this.branches = new HaProxyBranches(environment);
    }

    HaProxyFile read(String text) throws CliException {
      int number = 0;
      try {
        for (int from = 0; from < text.length(); ) {
          number++;
          int end = text.indexOf('\n', from);
          read(number, text.substring(from, end < 0 ? text.length() : end));
          if (end < 0) {
            throw new CliException(
                number, "the last line has no line end, for which HAProxy refuses the file.");
          }
          from = end + 1;
        }
        branches.end();
      } catch (CliException e) {
        if (unknown != null) {
          unknown.refuseUnknown(); // This comes first, and may be the reason why the rest is not
          // understood.
        }
        throw e;
      }
      return new HaProxyFile(sections, branches.remarks());
    }

    private void read(int number, String raw) throws CliException {
      if (raw.stripLeading().startsWith("[")) {
        return; // a scope, which changes nothing
      }
      String section = sections.isEmpty() ? "" : sections.getLast().name();
      Line line = HaProxyWords.split(number, raw, environment, section);
      if (line.name().isEmpty() && line.unknown().isEmpty()) {
        return;
      }
      if (line.name().startsWith(".") && branches.read(line)) {
        return;
      }
      if (!branches.count()) {
        return;
      }
      if (line.name().startsWith(".")) {
        macro(line);
        return;
      }
      if (!line.unknown().isEmpty() && unknown == null) {
        unknown = line;
      }
      if (line.name().isEmpty()) {
        line.refuseUnknown();
      }
      if (line.negated() && !NEGATABLE.contains(line.word(1))) {
        throw new CliException(
            number, "HAProxy knows no '" + line.name() + " " + line.word(1) + "'.");
      }
      if (SECTIONS.contains(line.name())) {
        begin(line);
      } else if (sections.isEmpty()) {
        throw new CliException(number, "'" + line.name() + "' stands outside of every section.");
      } else {
        sections.getLast().lines().add(line);
        if (sections.getLast().is("global") && line.name().endsWith("env")) {
          line.refuseUnknown();
          environment.apply(line);
        }
      }
    }

    private static void macro(Line line) throws CliException {
      switch (line.name()) {
        case ".warning", ".notice", ".diag" -> {}
        case ".alert" ->
            throw new CliException(
                line.number(), "HAProxy stops at this '.alert': " + line.word(1));
        default -> throw new CliException(line.number(), "HAProxy knows no '" + line.name() + "'.");
      }
    }

    private void begin(Line head) throws CliException {
      Section section;
      if (head.name().equals("defaults")) {
        boolean unnamed = head.word(1).equals("from");
        Line named =
            unnamed
                ? new Line(head.number(), List.of("defaults", "", "from", head.word(2)), "")
                : head;
        section = new Section(named, from(named, null), new ArrayList<>());
        defaults.computeIfAbsent(section.name(), _ -> new ArrayList<>()).add(section);
        lastDefaults = section;
      } else if (List.of("frontend", "backend", "listen").contains(head.name())) {
        head.refuseUnknown();
        name(head);
        section = new Section(head, from(head, lastDefaults), new ArrayList<>());
      } else {
        section = new Section(head, List.of(), new ArrayList<>());
      }
      sections.add(section);
    }

    private void name(Line head) throws CliException {
      if (!head.word(1).matches("[A-Za-z0-9.:_-]+")) {
        throw new CliException(
            head.number(),
            "'"
                + head.word(1)
                + "' is no name of a "
                + head.name()
                + ": HAProxy takes letters, digits and .:_- only.");
      }
      boolean front = !head.name().equals("backend");
      boolean back = !head.name().equals("frontend");
      if ((front && !names.add("front " + head.word(1)))
          || (back && !names.add("back " + head.word(1)))) {
        throw new CliException(
            head.number(), "there is another section with the name '" + head.word(1) + "' before.");
      }
    }

    /** Returns the lines that a section inherits from defaults. */
    private List<Line> from(Line head, @Nullable Section otherwise) throws CliException {
      if (head.word(2).isEmpty()) {
        return otherwise == null ? List.of() : otherwise.all();
      }
      List<Section> found = defaults.getOrDefault(head.word(3), List.of());
      if (!head.word(2).equals("from") || !head.word(4).isEmpty() || head.word(3).isEmpty()) {
        throw new CliException(
            head.number(),
            "'" + head.word(2) + "' behind the name of a section; HAProxy takes only 'from NAME'.");
      }
      if (found.size() != 1) {
        throw new CliException(
            head.number(),
            "there "
                + (found.isEmpty() ? "is no" : "are several")
                + " 'defaults "
                + head.word(3)
                + "' before this line.");
      }
      return found.getFirst().all();
    }
  }
}
