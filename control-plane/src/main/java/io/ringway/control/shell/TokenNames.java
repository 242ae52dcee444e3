package io.ringway.control.shell;

import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/**
 * The rule for names that people give to what is not part of an address: tokens. Nothing in them
 * can break a line of a log, hide or turn the text around it.
 */
public final class TokenNames {

  /** A regular expression: no control, format or separator character but the space. */
  public static final String PATTERN =
      "(?U)[^\\p{C}\\p{Z}](?:[^\\p{C}\\p{Zl}\\p{Zp}]{0,62}[^\\p{C}\\p{Z}])?";

  /** The rule in words, as they follow the field's name. */
  public static final String RULE =
      "has 1 to 64 printable characters, without a space at the start or the end";

  private static final Pattern NAME = Pattern.compile(PATTERN);

  private TokenNames() {}

  /**
   * The name, when it keeps the rule.
   *
   * @throws ProblemException 422 when it does not
   */
  public static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_CONTENT, "Not a name", "A name " + RULE + ".");
    }
    return name;
  }

  /** The problem when something that works has the name already. */
  public static ProblemException taken(String what, String name) {
    return new ProblemException(
        HttpStatus.CONFLICT,
        "The name is taken",
        what + " '" + name + "' works already: choose another name, or revoke that one first.");
  }
}
