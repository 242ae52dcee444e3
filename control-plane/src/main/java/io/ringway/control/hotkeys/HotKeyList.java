package io.ringway.control.hotkeys;

import io.ringway.protocol.Pin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a cluster with the most requests, over all balancers.
 *
 * @param cluster name of the cluster
 * @param revision the revision that determines their servers
 * @param seconds the longest time that was counted
 * @param requests number of requests with a key
 * @param unlisted upper bound of the requests of any key that is not listed
 * @param keysShown true when the cluster shows the text of keys
 * @param keys the keys, most requests first
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
   * @param rank rank from 1; 0 for a key that is not hot
   * @param hash fingerprint, 16 hexadecimal digits
   * @param key the key as text, null unless the cluster shows keys
   * @param whole true when the text is the complete key; false when it is long or binary
   * @param count upper bound of its requests
   * @param error how many of them could belong to other keys
   * @param share {@code count} over all requests with a key, 0 to 1
   * @param doubt {@code error} over all requests with a key, 0 to 1
   * @param owner the ring owner of the key; null without servers, or when the placement needs the
   *     text of the key and it is not shown
   * @param servers the servers that get its requests now: several when it is spread, none when
   *     unknown or no server takes requests
   * @param pin the pin or spread that overrides the ring, or null
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
