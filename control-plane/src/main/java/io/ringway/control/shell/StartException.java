package io.ringway.control.shell;

/** What keeps the control plane from starting; the message says what to do about it. */
public class StartException extends RuntimeException {

  /** With a whole sentence for whoever starts it. */
  public StartException(String sentence) {
    super(sentence);
  }
}
