package io.ringway.control.shell;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What the last change did, said once on the next page, under the model name {@code flash}.
 *
 * @param text a sentence
 * @param tone {@code good}, {@code warn} or {@code bad}: a class of the style sheet
 * @param undo the page that shows what taking the change back would do, null when that is not
 *     possible
 */
public record Flash(String text, String tone, @Nullable String undo) implements Serializable {

  /** The model name. */
  public static final String NAME = "flash";

  /** Something was done. */
  public static Flash done(String text) {
    return new Flash(text, "good", null);
  }

  /** Something was done that the page {@code undo} takes back. */
  public static Flash done(String text, String undo) {
    return new Flash(text, "good", undo);
  }

  /** A problem, in its own words. */
  public static Flash refused(ProblemException problem) {
    String detail = problem.getBody().getDetail();
    return refused(detail == null ? "This was refused." : detail);
  }

  /** Something was refused; nothing changed. */
  public static Flash refused(String text) {
    return new Flash(text, "bad", null);
  }
}
