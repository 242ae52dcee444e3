package io.ringway.control.shell;

import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * One page of a list.
 *
 * @param items what is on it
 * @param page which one, from 0
 * @param size the most items of a page, 1 to 500
 * @param total items on all pages
 */
public record ListPage<T>(List<T> items, int page, int size, long total) {

  /** The largest page. */
  public static final int MAX_SIZE = 500;

  /** Copies the list. */
  public ListPage {
    items = List.copyOf(items);
  }

  /** The asked-for page of a list that is at hand as a whole. */
  public static <T> ListPage<T> of(List<T> all, int page, int size) {
    int start = (int) Math.min(offset(page, size), all.size());
    List<T> items = all.subList(start, Math.min(all.size(), start + size));
    return new ListPage<>(items, page, size, all.size());
  }

  /**
   * The index of the first item of a page.
   *
   * @throws ProblemException 400 when there can be no such page
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
