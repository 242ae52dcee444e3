package io.ringway.protocol.key;

import java.util.List;

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

  /** Whether the host is one of these, given in lower case. */
  default boolean hostIsAnyOf(List<String> hosts) {
    for (int i = 0; i < hosts.size(); i++) {
      String host = hosts.get(i);
      if (hostStart() >= 0 && host.length() == hostEnd() - hostStart() && hostEquals(host)) {
        return true;
      }
    }
    return false;
  }

  private boolean hostEquals(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (lower(bytes()[hostStart() + i]) != host.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the path is the prefix, or goes on from it at a segment boundary. */
  default boolean pathHasPrefix(String prefix) {
    int length = prefix.length();
    if (length == 1) {
      return true;
    }
    int have = pathEnd() - pathStart();
    if (have < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes()[pathStart() + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return have == length
        || prefix.charAt(length - 1) == '/'
        || bytes()[pathStart() + length] == '/';
  }

  /** An ASCII letter in lower case, any other byte as it is. */
  static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
