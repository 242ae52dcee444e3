package io.ringway.control.explain;

import io.ringway.control.fleet.BalancerExplanation;
import io.ringway.control.fleet.QueryResult;
import io.ringway.protocol.Explanation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's own answer beside those of the connected balancers.
 *
 * @param own by the control plane's snapshot and what reports told
 * @param agree whether every balancer that answered says the same; null when none answered
 * @param balancers one for each that was asked, by name; none when none was
 */
public record ExplanationComparison(
    Explanation own, @Nullable Boolean agree, List<BalancerAnswer> balancers) {

  /** Copies the list. */
  public ExplanationComparison {
    balancers = List.copyOf(balancers);
  }

  static ExplanationComparison of(Explanation own, List<BalancerExplanation> replies) {
    List<BalancerAnswer> answers =
        replies.stream().map(reply -> BalancerAnswer.of(own, reply)).toList();
    List<Boolean> votes =
        answers.stream()
            .filter(answer -> answer.explanation() != null)
            .map(answer -> answer.differences().isEmpty())
            .toList();
    return new ExplanationComparison(own, votes.isEmpty() ? null : !votes.contains(false), answers);
  }

  /** What came of the question to a balancer. */
  public enum Outcome {
    /** It answered. */
    EXPLAINED,
    /** It understood and has no answer. */
    REFUSED,
    /** Its version does not know questions. */
    CANNOT_EXPLAIN,
    /** Nothing came in time. */
    SILENT,
    /** It was not asked: too many questions wait for it. */
    BUSY,
    /** It disconnected before it answered. */
    DISCONNECTED
  }

  /**
   * One balancer's answer.
   *
   * @param balancerId its stable id
   * @param name what people call it
   * @param address where it takes traffic, {@code host:port}
   * @param sentence the outcome in words
   * @param differences from the control plane's answer, each with its cause; none when it says the
   *     same or did not answer
   * @param explanation what it answered, or null
   */
  public record BalancerAnswer(
      String balancerId,
      String name,
      String address,
      Outcome outcome,
      String sentence,
      List<String> differences,
      @Nullable Explanation explanation) {

    /** Copies the list. */
    public BalancerAnswer {
      differences = List.copyOf(differences);
    }

    static BalancerAnswer of(Explanation own, BalancerExplanation from) {
      Explanation told = from.reply() instanceof QueryResult.Explained(var theirs) ? theirs : null;
      Outcome outcome =
          switch (from.reply()) {
            case QueryResult.Explained _ -> Outcome.EXPLAINED;
            case QueryResult.Refused _ -> Outcome.REFUSED;
            case QueryResult.CannotExplain _ -> Outcome.CANNOT_EXPLAIN;
            case QueryResult.Silent _ -> Outcome.SILENT;
            case QueryResult.Busy _ -> Outcome.BUSY;
            case QueryResult.Disconnected _ -> Outcome.DISCONNECTED;
          };
      return new BalancerAnswer(
          from.balancerId(),
          from.name(),
          from.address(),
          outcome,
          from.reply().sentence(),
          told == null ? List.of() : ExplanationDifference.between(own, told),
          told);
    }

    /** Whether it answered the same. */
    public boolean agrees() {
      return explanation != null && differences.isEmpty();
    }
  }
}
