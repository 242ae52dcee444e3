package io.ringway.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables with which HAProxy would read this file: those given by the user and
 * those set by the file. Other variables of the running HAProxy are not known here.
 */
final class HaProxyEnvironment {

  private final Map<String, String> values;
  private final Set<String> unset = new HashSet<>();

  /** The names that {@code resetenv} kept, or null if nothing was reset. */
  private @Nullable Set<String> kept;

  HaProxyEnvironment(Map<String, String> given) {
    values = new HashMap<>(given);
  }

  /** Returns the value, or null when the variable has none or it is not known. */
  @Nullable String value(String name) {
    return values.get(name);
  }

  /** Returns whether the file itself makes sure that the variable does not exist. */
  boolean knownUnset(String name) {
    return !values.containsKey(name)
        && (unset.contains(name) || (kept != null && !kept.contains(name)));
  }

  /** Applies a directive of the section {@code global} if it is about variables. */
  void apply(HaProxyFile.Line line) throws CliException {
    switch (line.name()) {
      case "setenv" -> values.put(line.word(1), line.word(2));
      case "presetenv" -> {
        if (!values.containsKey(line.word(1)) && !knownUnset(line.word(1))) {
          throw new CliException(
              line.number(),
              "'presetenv "
                  + line.word(1)
                  + "' counts only if the environment of HAProxy does not have the variable: give"
                  + " its value with --set "
                  + line.word(1)
                  + "=TEXT");
        }
        values.putIfAbsent(line.word(1), line.word(2));
      }
      case "unsetenv" -> {
        List<String> names = line.words().subList(1, line.words().size());
        names.forEach(values::remove);
        unset.addAll(names);
      }
      case "resetenv" -> {
        kept = new HashSet<>(line.words().subList(1, line.words().size()));
        values.keySet().retainAll(kept);
      }
      default -> {}
    }
  }
}
