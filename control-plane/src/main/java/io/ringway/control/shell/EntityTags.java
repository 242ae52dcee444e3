package io.ringway.control.shell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The ETags of the REST API: {@code "r12"} stands for revision 12. */
public final class EntityTags {

  private static final Pattern TAG = Pattern.compile("(?:W/)?\"?r(\\d{1,18})\"?");

  private EntityTags() {}

  /** Returns the ETag of a revision, with its quotes. */
  public static String of(long revision) {
    return "\"r" + revision + "\"";
  }

  /**
   * Returns the revision of an {@code If-Match} field; null when the field is missing or {@code *}.
   *
   * @throws ProblemException 400 when it is not an ETag of this API
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
