package io.ringway.control.fleet;

import io.ringway.protocol.Explanation;

/** What became of a question to one balancer. */
public sealed interface QueryResult {

  /** It answered. */
  record Explained(Explanation explanation) implements QueryResult {}

  /**
   * It understood and has no answer.
   *
   * @param reason its own sentence
   */
  record Refused(String reason) implements QueryResult {}

  /** Its version does not know questions. */
  record CannotExplain() implements QueryResult {}

  /** Nothing came in time. */
  record Silent(long millis) implements QueryResult {}

  /** It was not asked: so many questions wait for it already. */
  record Busy() implements QueryResult {}

  /** Its connection ended before the answer. */
  record Disconnected() implements QueryResult {}

  /** The outcome in a sentence. */
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
