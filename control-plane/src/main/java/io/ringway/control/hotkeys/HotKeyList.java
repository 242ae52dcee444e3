package io.ringway.control.hotkeys;

import io.ringway.protocol.Pin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a cluster was asked for most, over all balancers.
 *
 * @param cluster name of the cluster
 * @param revision that says who serves them
 * @param seconds how long was counted, at most
 * @param requests requests with a key
 * @param unlisted no key that is not in the list had more requests than this
 * @param keysShown whether the cluster shows what its keys are
 * @param keys most first
 */
public record HotKeyList(
    String cluster,
    long revision,
    int seconds,
    long requests,
    long unlisted,
    boolean keysShown,
    List<Line> keys) {

  /** Copies the list. */
  public HotKeyList {
    keys = List.copyOf(keys);
  }

  /**
   * One key: it had between {@code count - error} and {@code count} requests.
   *
   * @param rank from 1; 0 for a key that is not among the hot ones
   * @param hash fingerprint, 16 hexadecimal digits
   * @param key the key as text, null unless the cluster shows keys
   * @param whole whether the text is all of the key: not so when it is long or binary
   * @param count requests, at most
   * @param error how many of them may have been other keys'
   * @param share {@code count} of all requests with a key, 0 to 1
   * @param doubt {@code error} of all requests with a key, 0 to 1
   * @param owner the server that the ring gives the key to; null without servers, or when this
   *     placement needs the key itself and it is not shown
   * @param servers who gets its requests now: several when it is spread, none when that is not
   *     known or nobody takes requests
   * @param pin what overrides the ring for it, or null
   */
  public record Line(
      int rank,
      String hash,
      @Nullable String key,
      boolean whole,
      long count,
      long error,
      double share,
      double doubt,
      @Nullable Server owner,
      List<Server> servers,
      @Nullable Pin pin) {

    /** Copies the list. */
    public Line {
      servers = List.copyOf(servers);
    }
  }

  /** A server by its stable id and its name. */
  public record Server(String id, String name) {}
}
