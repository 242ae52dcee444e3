package io.ringway.control.access;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A new user's name and password, before they are accepted.
 *
 * @param name 1 to 64 letters, digits, dots, dashes, underscores, at signs
 * @param password 12 characters to 72 bytes: bcrypt does not look further
 */
record Credentials(String name, String password) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  static final String NAME_RULE =
      "A name has 1 to 64 letters, digits, dots, dashes, underscores or at signs and starts with a"
          + " letter or a digit.";

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** What is wrong with them, a sentence each; empty when they can be used. */
  List<String> faults() {
    var faults = new ArrayList<String>();
    if (!isName(name)) {
      faults.add(NAME_RULE);
    }
    if (password.codePointCount(0, password.length()) < 12) {
      faults.add("The password is too short: use at least 12 characters.");
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > 72) {
      faults.add("The password is too long: use at most 72 bytes.");
    }
    if (password.equalsIgnoreCase(name)) {
      faults.add("The password is the name: choose another one.");
    }
    return faults;
  }

  /** The same, when the password was typed twice. */
  List<String> faults(String repeated) {
    var faults = faults();
    return faults.isEmpty() && !password.equals(repeated)
        ? List.of("The two passwords differ: type the same one twice.")
        : faults;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Credentials[" + name + "]";
  }
}
