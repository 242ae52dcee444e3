package io.ringway.control.overview;

import java.util.List;

/**
 * Something that a person should look at.
 *
 * @param tone {@code warn} or {@code bad}: a class of the style sheet
 * @param text a sentence that says what is wrong
 * @param page where to look, a path
 */
public record Attention(String tone, String text, String page) {

  /** A room that knows of trouble; the overview shows that of all rooms. */
  public interface Source {

    /** What is wrong now, empty when nothing is. */
    List<Attention> attention();
  }

  /** Differs when something else needs attention. */
  public static String state(List<Source> sources) {
    return Integer.toHexString(
        sources.stream().flatMap(source -> source.attention().stream()).toList().hashCode());
  }
}
