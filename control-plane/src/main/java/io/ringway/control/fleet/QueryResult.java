package io.ringway.control.fleet;

import io.ringway.protocol.Explanation;

/** The result of a query to one balancer. */
public sealed interface QueryResult {

  /** The balancer answered. */
  record Explained(Explanation explanation) implements QueryResult {}

  /**
   * The balancer understood the query and has no answer.
   *
   * @param reason its own sentence
   */
  record Refused(String reason) implements QueryResult {}

  /** The balancer's version does not support queries. */
  record CannotExplain() implements QueryResult {}

  /** The query timed out. */
  record Silent(long millis) implements QueryResult {}

  /** The query was not sent: too many are pending. */
  record Busy() implements QueryResult {}

  /** The connection ended before the answer. */
  record Disconnected() implements QueryResult {}

  /** Describes the result in a sentence. */
  default String sentence() {
    return switch (this) {
      case Explained(var explanation) -> explanation.summary();
      case Refused(String reason) -> reason;
      case CannotExplain _ -> "It cannot explain: its version is too old. Update it.";
      case Silent(long millis) -> "It did not answer in " + seconds(millis) + ".";
      case Busy _ -> "It was not asked: too many questions wait for it. Ask again in a second.";
      case Disconnected _ -> "It disconnected before it answered.";
    };
  }

  private static String seconds(long millis) {
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}
