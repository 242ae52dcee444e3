package io.ringway.balancer.forwarding;

import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;

/** The id under which a request is known to all that see it: {@code X-Request-Id}. */
public final class RequestIds {

  /** A longer id is replaced. */
  static final int LONGEST = 128;

  private RequestIds() {}

  /**
   * The line with the client's own id, or -1 when the balancer gives one: when there is none, or it
   * is not one token of 1 to {@value #LONGEST} characters, or comes twice, or is meant for this hop
   * only.
   */
  public static int find(Head request) {
    int found = -1;
    for (int h = 0; h < request.headers(); h++) {
      if (request.name(h) == FieldName.X_REQUEST_ID) {
        if (found >= 0 || !valid(request, h) || FieldRewriter.namedByConnection(request, h)) {
          return -1;
        }
        found = h;
      }
    }
    return found;
  }

  private static boolean valid(Head request, int field) {
    int from = request.valueStart(field);
    int to = request.valueEnd(field);
    if (to == from || to - from > LONGEST) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!Ascii.token(request.bytes()[i])) {
        return false;
      }
    }
    return true;
  }
}
