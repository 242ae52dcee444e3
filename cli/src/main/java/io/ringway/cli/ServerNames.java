package io.ringway.cli;

import java.util.HashSet;
import java.util.Set;

/** Unique names for the servers of a cluster, similar to those in the file. */
final class ServerNames {

  private static final int LONGEST = 64;

  private final Set<String> taken = new HashSet<>();

  /**
   * Returns a valid name: replaces other characters by dashes, and appends a number if it is taken.
   */
  String name(String text) {
    String plain = plain(text);
    String name = plain;
    for (int i = 2; !taken.add(name); i++) {
      String number = "-" + i;
      name = plain.substring(0, Math.min(plain.length(), LONGEST - number.length())) + number;
    }
    return name;
  }

  private static String plain(String text) {
    String name = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
    return name.isEmpty() ? "server" : name.substring(0, Math.min(LONGEST, name.length()));
  }
}
