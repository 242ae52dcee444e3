package io.ringway.control.shell;

/** What keeps the control plane from starting; the message says what to do about it. */
public class CannotStart extends RuntimeException {

  /** With a whole sentence for whoever starts it. */
  public CannotStart(String sentence) {
    super(sentence);
  }
}
