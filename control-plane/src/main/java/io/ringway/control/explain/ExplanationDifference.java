package io.ringway.control.explain;

import io.ringway.protocol.Explanation;
import io.ringway.protocol.Explanation.Step;
import io.ringway.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The differences between a balancer's explanation and the control plane's, as sentences. Two
 * explanations agree when the same key has the same owner and goes to the same servers. Other
 * differences are listed only as causes of a disagreement.
 */
final class ExplanationDifference {

  private final Explanation here;
  private final Explanation there;
  private final List<String> found = new ArrayList<>();

  private ExplanationDifference(Explanation here, Explanation there) {
    this.here = here;
    this.there = there;
  }

  static List<String> between(Explanation here, Explanation there) {
    ExplanationDifference explanationDifference = new ExplanationDifference(here, there);
    explanationDifference.compare();
    return List.copyOf(explanationDifference.found);
  }

  private void compare() {
    boolean sameKey = here.cluster().equals(there.cluster()) && here.hash().equals(there.hash());
    boolean sameOwner = here.owner().equals(there.owner());
    boolean sameTakers = Set.copyOf(here.takers()).equals(Set.copyOf(there.takers()));
    if (sameKey && sameOwner && sameTakers) {
      return;
    }
    if (here.revision() != there.revision()) {
      found.add(
          "There revision %s is in force, here %s.".formatted(there.revision(), here.revision()));
    }
    if (!here.cluster().equals(there.cluster())) {
      found.add(
          "There it belongs to the cluster %s, here to %s."
              .formatted(there.cluster(), here.cluster()));
      return;
    }
    if (!sameKey) {
      found.add(
          "There its key is '%s' (%s), here '%s'."
              .formatted(there.key(), there.rule(), here.key()));
    }
    if (!sameOwner) {
      found.add(
          "There the ring gives it to %s, here to %s."
              .formatted(name(there.owner()), name(here.owner())));
    }
    if (!sameTakers) {
      found.add(
          "There it goes to %s, here to %s."
              .formatted(names(there.takers()), names(here.takers())));
      causes();
    }
  }

  /** Adds the different conditions that the two see for servers of the key. */
  private void causes() {
    if (!here.pinnedTo().equals(there.pinnedTo()) || here.spread() != there.spread()) {
      found.add("There it is %s, here it is %s.".formatted(pin(there), pin(here)));
    }
    for (Step one : here.steps()) {
      there.steps().stream()
          .filter(other -> other.id().equals(one.id()))
          .findFirst()
          .ifPresent(other -> cause(one, other));
    }
  }

  private void cause(Step one, Step other) {
    if (one.state() != other.state()) {
      found.add(
          "There %s is %s, here %s.".formatted(one.name(), word(other.state()), word(one.state())));
    }
    if (one.healthy() != other.healthy()) {
      found.add("There %s is %s, here %s.".formatted(one.name(), health(other), health(one)));
    }
    if (one.verdict() != other.verdict()
        && (one.verdict() == Verdict.AT_BOUND || other.verdict() == Verdict.AT_BOUND)) {
      found.add("There %s has %s, here %s.".formatted(one.name(), load(other), load(one)));
    }
    if (one.part() != other.part()) {
      found.add(
          "There %s has %s of its keys, here %s.".formatted(one.name(), part(other), part(one)));
    }
  }

  private static String health(Step step) {
    String why = step.health().isEmpty() ? "" : " (" + step.health() + ")";
    return step.healthy() ? "up" : "down" + why;
  }

  private static String load(Step step) {
    return step.bound() == 0
        ? step.inFlight() + " in flight without a bound"
        : step.inFlight() + " of " + step.bound() + " in flight";
  }

  private static String part(Step step) {
    return String.format(Locale.ROOT, "%.1f %%", step.part() * 100);
  }

  private String pin(Explanation of) {
    return of.spread() > 0
        ? "spread over " + of.spread()
        : of.pinnedTo().isEmpty() ? "not pinned" : "pinned to " + name(of.pinnedTo());
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private String names(List<String> ids) {
    return ids.isEmpty()
        ? "nobody"
        : ids.stream().map(this::name).collect(Collectors.joining(" or "));
  }

  private String name(String id) {
    if (id.isEmpty()) {
      return "nobody";
    }
    for (Explanation told : List.of(here, there)) {
      for (Step step : told.steps()) {
        if (step.id().equals(id)) {
          return step.name();
        }
      }
    }
    return id;
  }
}
