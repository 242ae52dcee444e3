package io.ringway.balancer.forwarding;

import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.Head;
import java.nio.charset.StandardCharsets;

/** The secret with which a request learns where it goes, and why. */
public final class DebugToken {

  /** No token: no request gets debug fields. */
  public static final DebugToken NONE = new DebugToken(new byte[0]);

  private static final int SHORTEST = 16;

  private final byte[] token;

  private DebugToken(byte[] token) {
    this.token = token;
  }

  /**
   * Reads the token of a setting.
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

  /** Returns whether the request shows it. Takes the same time however much of it is right. */
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
