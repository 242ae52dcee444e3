package io.ringway.routing.key;

import io.ringway.protocol.Listen;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The match of requests against a {@link Listen}. Hosts and paths are compared in normal form (RFC
 * 3986 section 6.2.2), so that no spelling of a path bypasses the cluster that it belongs to:
 * servers treat {@code //admin} and {@code /%61dmin} as {@code /admin}.
 */
public final class ListenMatcher {

  /** Orders named hosts before "every host", then the longest path prefix first. */
  public static final Comparator<ListenMatcher> BEST_FIRST =
      Comparator.comparing((ListenMatcher matcher) -> matcher.hosts.isEmpty())
          .thenComparingInt(matcher -> -matcher.prefix.length);

  private final int port;
  private final List<String> hosts;
  private final byte[] prefix;

  /** Creates a matcher for these settings. */
  public ListenMatcher(Listen listen) {
    port = listen.port();
    hosts = listen.hosts().stream().map(HostName::normal).toList();
    byte[] raw = listen.pathPrefix().getBytes(StandardCharsets.UTF_8);
    Span normal = new Span();
    NormalPath.read(raw, 0, raw.length, normal);
    prefix = normal.copy();
  }

  /**
   * Returns the entry that a request belongs to, or null. The path is normalized once, and only
   * when a prefix has to be compared; a path that is already normal costs no memory.
   *
   * @param bestFirst in the order of {@link #BEST_FIRST}
   * @param port as in {@link Listen}: 0 for the main port
   */
  public static <T> @Nullable T find(
      List<T> bestFirst, Function<T, ListenMatcher> matcher, int port, RequestView request) {
    byte[] path = request.bytes();
    int from = request.pathStart();
    int to = -1;
    for (int i = 0; i < bestFirst.size(); i++) {
      ListenMatcher candidate = matcher.apply(bestFirst.get(i));
      if (candidate.port != port || !candidate.hasHost(request)) {
        continue;
      }
      if (candidate.prefix.length == 1) {
        return bestFirst.get(i);
      }
      if (to < 0) {
        to = request.pathEnd();
        if (!NormalPath.isNormal(path, from, to)) {
          Span normal = new Span();
          NormalPath.read(path, from, to, normal);
          path = normal.bytes;
          from = normal.from;
          to = normal.to;
        }
      }
      if (candidate.hasPath(path, from, to)) {
        return bestFirst.get(i);
      }
    }
    return null;
  }

  private boolean hasHost(RequestView request) {
    if (hosts.isEmpty()) {
      return true;
    }
    if (request.hostStart() < 0) {
      return false;
    }
    for (int i = 0; i < hosts.size(); i++) {
      if (HostName.is(request.bytes(), request.hostStart(), request.hostEnd(), hosts.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the path equals the prefix or continues it at a segment boundary. */
  private boolean hasPath(byte[] path, int from, int to) {
    int length = prefix.length;
    if (to - from < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (path[from + i] != prefix[i]) {
        return false;
      }
    }
    return to - from == length || prefix[length - 1] == '/' || path[from + length] == '/';
  }

  /**
   * Returns the claims of this cluster as texts. Two clusters that claim the same host have a text
   * in common.
   */
  public List<String> claims() {
    String path = new String(prefix, StandardCharsets.UTF_8);
    return hosts.isEmpty()
        ? List.of(port + " * " + path)
        : hosts.stream().map(host -> port + " " + HostName.normal(host) + " " + path).toList();
  }
}
