package io.ringway.control.overview;

import java.util.List;

/**
 * A condition that needs a person's attention.
 *
 * @param severity how bad it is
 * @param text a sentence that says what is wrong
 * @param page path of the page to look at
 */
public record Attention(Severity severity, String text, String page) {

  /** The severity of a condition. */
  public enum Severity {
    /** Requests are still served. */
    WARNING,
    /** Requests fail, or a change does not reach a balancer. */
    PROBLEM
  }

  /** A source of conditions that need attention. The overview shows those of all sources. */
  public interface Source {

    /** Returns the conditions that need attention now. */
    List<Attention> attention();
  }

  /** Returns a digest that changes when something else needs attention. */
  public static String state(List<Source> sources) {
    return Integer.toHexString(
        sources.stream().flatMap(source -> source.attention().stream()).toList().hashCode());
  }
}
