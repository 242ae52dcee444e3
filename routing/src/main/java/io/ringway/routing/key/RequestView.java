package io.ringway.routing.key;

/** What routing reads of a request head: bytes and offsets, nothing decoded. */
public interface RequestView {

  /** The memory that holds the head. */
  byte[] bytes();

  /** Where the method ends; it starts at 0. */
  int methodEnd();

  /** Where the path starts. */
  int pathStart();

  /** Where the path ends: at the question mark or the end of the target. */
  int pathEnd();

  /** Where the target ends. */
  int targetEnd();

  /** Where the host name starts, or -1 without a host. */
  int hostStart();

  /** Where the host name ends, before the port. */
  int hostEnd();

  /** How many header lines there are. */
  int headers();

  /** Whether the header line has this name, given in lower case. */
  boolean headerIs(int header, byte[] lowerCaseName);

  /** Where the value of a header line starts. */
  int valueStart(int header);

  /** Where the value of a header line ends. */
  int valueEnd(int header);

  /** An ASCII letter in lower case, any other byte as it is. */
  static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
