package io.ringway.control.explain;

import io.ringway.control.fleet.BalancerExplanation;
import io.ringway.control.fleet.QueryResult;
import io.ringway.protocol.Explanation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's explanation of a key beside those of the connected balancers.
 *
 * @param own the explanation from the control plane's snapshot and the balancers' reports
 * @param agree true when all balancers that responded agree; null when none responded
 * @param balancers one entry for each balancer that was queried, sorted by name
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

  /** The outcome of the query to one balancer. */
  public enum Outcome {
    /** The balancer explained the key. */
    EXPLAINED,
    /** The balancer refused the query. */
    REFUSED,
    /** The balancer's version does not support queries. */
    CANNOT_EXPLAIN,
    /** No response came in time. */
    SILENT,
    /** The balancer was not queried, because too many queries wait for it. */
    BUSY,
    /** The balancer disconnected before it responded. */
    DISCONNECTED
  }

  /**
   * The result from one balancer.
   *
   * @param balancerId its stable id
   * @param name its display name
   * @param address its traffic address, {@code host:port}
   * @param sentence the outcome in words
   * @param differences differences from the control plane's explanation, each with its cause; none
   *     when they agree or it did not respond
   * @param explanation its explanation, or null
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

    /** Returns true when the balancer agrees with the control plane. */
    public boolean agrees() {
      return explanation != null && differences.isEmpty();
    }
  }
}
