package io.ringway.cli;

/** The reason why a command fails, as one sentence for the user. */
final class CliException extends Exception {

  private static final long serialVersionUID = 1;

  CliException(String sentence) {
    super(sentence);
  }

  CliException(int line, String sentence) {
    super("line " + line + ": " + sentence);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
