package io.ringway.control.explore;

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
record AnswerRow(
    String name,
    String address,
    String tone,
    String word,
    List<String> lines,
    String owner,
    String takers,
    String revision) {

  AnswerRow {
    lines = List.copyOf(lines);
  }

  /** The control plane first, then the balancers. */
  static List<AnswerRow> of(Comparison comparison) {
    List<AnswerRow> rows = new ArrayList<>();
    rows.add(
        row(
            "Control plane",
            "",
            "off",
            "own view",
            List.of("by what reports told"),
            comparison.own()));
    for (Comparison.BalancerAnswer answer : comparison.balancers()) {
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

  private static AnswerRow row(
      String name,
      String address,
      String tone,
      String word,
      List<String> lines,
      @Nullable Explanation told) {
    if (told == null) {
      return new AnswerRow(name, address, tone, word, lines, "–", "–", "–");
    }
    String takers =
        told.takers().stream().map(id -> KeyTable.name(told, id)).collect(Collectors.joining(", "));
    String owner = KeyTable.name(told, told.owner());
    return new AnswerRow(
        name,
        address,
        tone,
        word,
        lines,
        owner.isEmpty() ? "–" : owner,
        takers.isEmpty() ? "nobody" : takers,
        Long.toString(told.revision()));
  }

  private static String word(Comparison.BalancerAnswer answer) {
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
