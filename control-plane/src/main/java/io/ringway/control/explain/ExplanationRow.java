package io.ringway.control.explain;

import io.ringway.protocol.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table that compares explanations.
 *
 * @param name the control plane or the balancer's name
 * @param address traffic address of the balancer, since several can have one name
 * @param tone CSS class of its chip
 * @param word text of its chip
 * @param lines sentences below the chip
 * @param owner name of the owner; a dash without an explanation
 * @param takers names of the servers that get the key; a dash without an explanation
 * @param revision revision of the explanation; a dash without an explanation
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

  /** Returns the rows, the control plane first. */
  static List<ExplanationRow> of(ExplanationComparison explanationComparison) {
    List<ExplanationRow> rows = new ArrayList<>();
    rows.add(
        row(
            "Control plane",
            "",
            "off",
            "own view",
            List.of("from the reports of the balancers"),
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
        takers.isEmpty() ? "none" : takers,
        Long.toString(told.revision()));
  }

  private static String word(ExplanationComparison.BalancerAnswer answer) {
    return switch (answer.outcome()) {
      case EXPLAINED -> answer.agrees() ? "agrees" : "differs";
      case REFUSED -> "refused";
      case CANNOT_EXPLAIN -> "cannot explain";
      case SILENT -> "no response";
      case BUSY -> "busy";
      case DISCONNECTED -> "disconnected";
    };
  }
}
