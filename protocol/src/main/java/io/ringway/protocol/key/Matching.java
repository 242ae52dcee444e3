package io.ringway.protocol.key;

import io.ringway.protocol.Listen;
import java.util.Comparator;

/** Which cluster a request belongs to. */
public final class Matching {

  /**
   * Named hosts before "every host", then the longest path first: the first that {@link #matches}
   * is the best.
   */
  public static final Comparator<Listen> BEST_FIRST =
      Comparator.comparing((Listen listen) -> listen.hosts().isEmpty())
          .thenComparingInt(listen -> -listen.pathPrefix().length());

  private Matching() {}

  /**
   * Whether a request is for the cluster that listens so.
   *
   * @param port as in {@link Listen}: 0 for the main port
   */
  public static boolean matches(Listen listen, int port, RequestView request) {
    return listen.port() == port
        && (listen.hosts().isEmpty() || request.hostIsAnyOf(listen.hosts()))
        && request.pathHasPrefix(listen.pathPrefix());
  }
}
