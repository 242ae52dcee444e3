package io.ringway.control.shell;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The result of the last change, shown once on the next page, under the model attribute {@code
 * flash}.
 *
 * @param text a sentence
 * @param tone {@code good}, {@code warn} or {@code bad}: a CSS class
 * @param undo the page that previews undoing the change, null when that is not possible
 */
public record Flash(String text, String tone, @Nullable String undo) implements Serializable {

  /** The name of the model attribute. */
  public static final String NAME = "flash";

  /** Reports a success. */
  public static Flash done(String text) {
    return new Flash(text, "good", null);
  }

  /** Reports a success that the page {@code undo} can undo. */
  public static Flash done(String text, String undo) {
    return new Flash(text, "good", undo);
  }

  /** Reports a problem by its detail. */
  public static Flash refused(ProblemException problem) {
    String detail = problem.getBody().getDetail();
    return refused(detail == null ? "This was refused." : detail);
  }

  /** Reports a refused change; nothing changed. */
  public static Flash refused(String text) {
    return new Flash(text, "bad", null);
  }
}
