package io.ringway.control.shell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The ETags of the API: {@code "r12"} is what revision 12 made of it. */
public final class EntityTags {

  private static final Pattern TAG = Pattern.compile("(?:W/)?\"?r(\\d{1,18})\"?");

  private EntityTags() {}

  /** The tag of a revision, with its quotes. */
  public static String of(long revision) {
    return "\"r" + revision + "\"";
  }

  /**
   * The revision that an {@code If-Match} header names; null when there is no header or it is
   * {@code *}.
   *
   * @throws ProblemException 400 when it is no tag of ours
   */
  public static @Nullable Long expected(@Nullable String ifMatch) {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return null;
    }
    Matcher matcher = TAG.matcher(ifMatch.strip());
    if (!matcher.matches()) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          "Not an ETag",
          "If-Match has to be the ETag that you read, such as \"r12\".");
    }
    return Long.valueOf(matcher.group(1));
  }
}
