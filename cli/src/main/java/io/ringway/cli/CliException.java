package io.ringway.cli;

/** Why a command does not do what it was asked for: one sentence for the user. */
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
