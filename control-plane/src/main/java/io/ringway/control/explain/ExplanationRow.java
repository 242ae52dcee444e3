package io.ringway.control.explain;

import io.ringway.protocol.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table that puts answers side by side.
 *
 * @param name who was asked
 * @param address where a balancer takes traffic: several may have one name
 * @param tone of its chip: a class of the style sheet
 * @param word for the chip
 * @param lines what there is to say of it
 * @param owner name of the owner by this answer; a dash without an answer
 * @param takers names of those who get the key by this answer; a dash without an answer
 * @param revision that was asked; a dash without an answer
 */
record ExplanationRow(
    String name,
    String address,
    String tone,
    String word,
    List<String> lines,
    String owner,
    String takers,
    String revision) {

  ExplanationRow {
    lines = List.copyOf(lines);
  }

  /** The control plane first, then the balancers. */
  static List<ExplanationRow> of(ExplanationComparison explanationComparison) {
    List<ExplanationRow> rows = new ArrayList<>();
    rows.add(
        row(
            "Control plane",
            "",
            "off",
            "own view",
            List.of("by what reports told"),
            explanationComparison.own()));
    for (ExplanationComparison.BalancerAnswer answer : explanationComparison.balancers()) {
      boolean answered = answer.explanation() != null;
      rows.add(
          row(
              answer.name(),
              answer.address(),
              answer.agrees() ? "good" : answered ? "warn" : "off",
              word(answer),
              answer.agrees()
                  ? List.of()
                  : answered ? answer.differences() : List.of(answer.sentence()),
              answer.explanation()));
    }
    return rows;
  }

  private static ExplanationRow row(
      String name,
      String address,
      String tone,
      String word,
      List<String> lines,
      @Nullable Explanation told) {
    if (told == null) {
      return new ExplanationRow(name, address, tone, word, lines, "–", "–", "–");
    }
    String takers =
        told.takers().stream().map(id -> KeyTable.name(told, id)).collect(Collectors.joining(", "));
    String owner = KeyTable.name(told, told.owner());
    return new ExplanationRow(
        name,
        address,
        tone,
        word,
        lines,
        owner.isEmpty() ? "–" : owner,
        takers.isEmpty() ? "nobody" : takers,
        Long.toString(told.revision()));
  }

  private static String word(ExplanationComparison.BalancerAnswer answer) {
    return switch (answer.outcome()) {
      case EXPLAINED -> answer.agrees() ? "agrees" : "differs";
      case REFUSED -> "has no answer";
      case CANNOT_EXPLAIN -> "cannot explain";
      case SILENT -> "did not answer";
      case BUSY -> "busy";
      case DISCONNECTED -> "disconnected";
    };
  }
}
