package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTests {

  @ParameterizedTest
  @CsvSource({
    "ada,            twelve-chars, ''",
    "ada@example.org, twelve-chars, ''",
    "ada,            elevenchars, at least 12",
    "'',             twelve-chars, A name has",
    "a b,            twelve-chars, A name has",
    "<b>,            twelve-chars, A name has",
    "twelve-chars,   Twelve-Chars, is the name",
  })
  void what_is_wrong_is_said(String name, String password, String fault) {
    var faults = new Credentials(name, password).faults();
    if (fault.isEmpty()) {
      assertThat(faults).isEmpty();
    } else {
      assertThat(faults).singleElement().asString().contains(fault);
    }
  }
}
