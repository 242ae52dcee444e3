package io.ringway.control.shell;

import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/**
 * The rule for the names of tokens. A valid name cannot break a line of a log, and cannot hide or
 * reverse the text around it.
 */
public final class TokenNames {

  /** A regular expression: no control, format or separator character except the space. */
  public static final String PATTERN =
      "(?U)[^\\p{C}\\p{Z}](?:[^\\p{C}\\p{Zl}\\p{Zp}]{0,62}[^\\p{C}\\p{Z}])?";

  /** The rule in words that follow the name of the field. */
  public static final String RULE =
      "has 1 to 64 printable characters, without a space at the start or the end";

  private static final Pattern NAME = Pattern.compile(PATTERN);

  private TokenNames() {}

  /**
   * Returns the name when it is valid.
   *
   * @throws ProblemException 422 when it is not
   */
  public static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_CONTENT, "Not a name", "A name " + RULE + ".");
    }
    return name;
  }

  /** Creates the problem for a name that is already in use. */
  public static ProblemException taken(String what, String name) {
    return new ProblemException(
        HttpStatus.CONFLICT,
        "The name is taken",
        what + " '" + name + "' works already: choose another name, or revoke that one first.");
  }
}
