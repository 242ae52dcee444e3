package io.ringway.balancer.settings;

import io.ringway.balancer.control.LinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The token that a balancer presents to the control plane: one word of printable ASCII. */
final class EnrolmentToken {

  static final String VARIABLE = "RINGWAY_BALANCER_TOKEN";

  private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]+");

  private EnrolmentToken() {}

  /**
   * Returns a token that never changes.
   *
   * @throws IllegalArgumentException when there is none
   */
  static LinkSettings.Token of(String given) {
    if (given.isBlank()) {
      throw new IllegalArgumentException(
          "Give the enrolment token: --token-file FILE or " + VARIABLE + ".");
    }
    String token = given.strip();
    if (!WORD.matcher(token).matches()) {
      throw new IllegalArgumentException(
          VARIABLE + " holds no token: it is one word of printable ASCII.");
    }
    return () -> token;
  }

  /** Returns a token that is read from the file at each use. */
  static LinkSettings.Token in(Path file) {
    return () -> read(file);
  }

  private static String read(Path file) throws IOException {
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException e) {
      throw new IOException(
          "Cannot read the token file "
              + file
              + ". Check --token-file (RINGWAY_BALANCER_TOKEN_FILE); still trying.",
          e);
    }
    if (!WORD.matcher(token).matches()) {
      throw new IOException(
          "The token file "
              + file
              + " holds no token. Check --token-file (RINGWAY_BALANCER_TOKEN_FILE).");
    }
    return token;
  }
}
