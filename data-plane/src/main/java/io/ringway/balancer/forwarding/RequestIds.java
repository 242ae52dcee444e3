package io.ringway.balancer.forwarding;

import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;

/** The id of a request in every log that records it: {@code X-Request-Id}. */
public final class RequestIds {

  /** The most characters of an id; a longer one is replaced. */
  static final int LONGEST = 128;

  private RequestIds() {}

  /**
   * Returns the field with the client's id, or -1 when the balancer makes one: there is none, or it
   * is not one token of 1 to {@value #LONGEST} characters, or comes twice, or {@code Connection}
   * names it.
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
