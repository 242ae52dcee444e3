package io.ringway.routing.key;

/** The parts of a request head that routing reads: bytes and offsets, nothing decoded. */
public interface RequestView {

  /** Returns the array that holds the head. */
  byte[] bytes();

  /** Returns where the method ends; it starts at 0. */
  int methodEnd();

  /** Returns where the path starts. */
  int pathStart();

  /** Returns where the path ends: at the question mark or the end of the target. */
  int pathEnd();

  /** Returns where the target ends. */
  int targetEnd();

  /** Returns where the host name starts, or -1 without a host. */
  int hostStart();

  /** Returns where the host name ends, before the port. */
  int hostEnd();

  /** Returns the number of header fields. */
  int headers();

  /** Returns whether a header field has this name, given in lower case. */
  boolean headerIs(int header, byte[] lowerCaseName);

  /** Returns where the value of a header field starts. */
  int valueStart(int header);

  /** Returns where the value of a header field ends. */
  int valueEnd(int header);

  /** Returns an ASCII letter in lower case, any other byte as it is. */
  static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
