package io.ringway.control.access;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name and password of a new user, before they are accepted.
 *
 * @param name 1 to 64 letters, digits, dots, dashes, underscores, at signs
 * @param password at least 12 characters, at most 72 bytes: bcrypt ignores the rest
 */
record Credentials(String name, String password) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  static final String NAME_RULE =
      "A name has 1 to 64 letters, digits, dots, dashes, underscores or at signs and starts with a"
          + " letter or a digit.";

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Returns a sentence for each rule that they break; empty when they are acceptable. */
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

  /** Returns the same, and checks that the password was typed the same way twice. */
  List<String> faults(String repeated) {
    var faults = faults();
    return faults.isEmpty() && !password.equals(repeated)
        ? List.of("The two passwords differ: type the same one twice.")
        : faults;
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "Credentials[" + name + "]";
  }
}
