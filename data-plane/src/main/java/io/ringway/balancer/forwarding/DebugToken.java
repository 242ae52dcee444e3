package io.ringway.balancer.forwarding;

import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.Head;
import java.nio.charset.StandardCharsets;

/** The secret word with which a request asks to be told where it goes, and why. */
public final class DebugToken {

  /** Nobody is told. */
  public static final DebugToken NONE = new DebugToken(new byte[0]);

  private static final int SHORTEST = 16;

  private final byte[] token;

  private DebugToken(byte[] token) {
    this.token = token;
  }

  /**
   * The word in a setting.
   *
   * @param token at least 16 characters of printable ASCII without spaces
   */
  public static DebugToken of(String token) {
    if (token.length() < SHORTEST || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "The debug token is one word of at least 16 characters of printable ASCII.");
    }
    return new DebugToken(token.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether the request shows it, in time that does not tell how much of it was right. */
  public boolean shownBy(Head request) {
    if (token.length == 0) {
      return false;
    }
    int line = request.find(FieldName.RINGWAY_DEBUG);
    if (line < 0 || request.valueEnd(line) - request.valueStart(line) != token.length) {
      return false;
    }
    int different = 0;
    for (int i = 0; i < token.length; i++) {
      different |= token[i] ^ request.bytes()[request.valueStart(line) + i];
    }
    return different == 0;
  }
}
