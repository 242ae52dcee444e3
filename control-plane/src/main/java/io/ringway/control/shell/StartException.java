package io.ringway.control.shell;

/** A condition that keeps the control plane from starting; the message says what to do about it. */
public class StartException extends RuntimeException {

  /** Creates the exception with a whole sentence for the person who starts the control plane. */
  public StartException(String sentence) {
    super(sentence);
  }
}
