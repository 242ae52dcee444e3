package io.ringway.protocol;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Final status codes of HTTP, 200 to 599, as ranges: {@code 200-299,301,401}.
 *
 * @param ranges 1 to 20
 */
public record StatusRanges(List<Range> ranges) {

  private static final Pattern RANGE =
      Pattern.compile("\\s*([0-9]{3})(?:\\s*-\\s*([0-9]{3}))?\\s*");
  private static final int MOST = 20;

  /** The codes from the first to the last, both inclusive. */
  public record Range(int first, int last) {

    /** Checks the ranges. */
    public Range {
      Validation.range("first status code of a range", first, 200, 599);
      Validation.range("last status code of a range", last, first, 599);
    }

    @Override
    public String toString() {
      return first == last ? "" + first : first + "-" + last;
    }
  }

  /** Checks the number of ranges. */
  public StatusRanges {
    ranges = List.copyOf(ranges);
    Validation.range("number of ranges of status codes", ranges.size(), 1, MOST);
  }

  /**
   * Parses ranges and single codes, separated by commas.
   *
   * @throws IllegalArgumentException with a sentence that says how they are written
   */
  public static StatusRanges parse(String text) {
    return new StatusRanges(Stream.of(text.split(",", MOST + 1)).map(StatusRanges::range).toList());
  }

  private static Range range(String text) {
    Matcher found = RANGE.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text.strip()
              + "' is no range of status codes: give codes and ranges with commas in between, such"
              + " as 200-299,301,401.");
    }
    int first = Integer.parseInt(found.group(1));
    return new Range(first, found.group(2) == null ? first : Integer.parseInt(found.group(2)));
  }

  /** Returns whether the code is in one of the ranges. */
  public boolean contains(int status) {
    return ranges.stream().anyMatch(range -> status >= range.first && status <= range.last);
  }

  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
