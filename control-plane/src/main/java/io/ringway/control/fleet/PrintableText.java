package io.ringway.control.fleet;

import io.ringway.protocol.Message;
import io.ringway.protocol.ProtocolException;

/** Texts from outside in a form that is safe in a log and fits the database. */
final class PrintableText {

  private static final int MAX = 300;

  private PrintableText() {}

  static String of(Throwable failure) {
    return of(String.valueOf(failure.getMessage()));
  }

  /** Replaces control characters and truncates the text. */
  static String of(String text) {
    String cut = text.length() > MAX ? text.substring(0, MAX) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  /** Returns the hello after a check that its texts are short and printable. */
  static Message.Hello checked(Message.Hello hello) throws ProtocolException {
    require("balancerId", hello.balancerId(), 1, 64);
    require("name", hello.name(), 1, 255);
    require("version", hello.version(), 0, 64);
    require("transport", hello.transport(), 0, 16);
    require("digest", hello.digest(), 0, 64);
    return hello;
  }

  private static void require(String field, String text, int min, int max)
      throws ProtocolException {
    if (text.length() < min || text.length() > max || !of(text).equals(text)) {
      throw new ProtocolException(
          "The " + field + " of a hello has " + min + " to " + max + " printable characters.",
          null);
    }
  }
}
