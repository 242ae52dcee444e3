package io.ringway.control.shell;

import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * One page of a list.
 *
 * @param items its items
 * @param page its index, from 0
 * @param size maximum number of items on a page, 1 to 500
 * @param total number of items on all pages
 */
public record ListPage<T>(List<T> items, int page, int size, long total) {

  /** The largest page size. */
  public static final int MAX_SIZE = 500;

  public ListPage {
    items = List.copyOf(items);
  }

  /** Returns one page of a list that is in memory as a whole. */
  public static <T> ListPage<T> of(List<T> all, int page, int size) {
    int start = (int) Math.min(offset(page, size), all.size());
    List<T> items = all.subList(start, Math.min(all.size(), start + size));
    return new ListPage<>(items, page, size, all.size());
  }

  /**
   * Returns the index of the first item of a page.
   *
   * @throws ProblemException 400 when the page or the size is out of range
   */
  public static long offset(int page, int size) {
    if (page < 0 || size < 1 || size > MAX_SIZE) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          "No such page",
          "Give page=0 or more, and size=1 to " + MAX_SIZE + ".");
    }
    return (long) page * size;
  }
}
