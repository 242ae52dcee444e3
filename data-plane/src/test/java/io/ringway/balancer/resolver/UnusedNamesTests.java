package io.ringway.balancer.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnusedNamesTests {

  private static final LastGoodAddresses GOOD =
      new LastGoodAddresses(List.of(InetAddress.ofLiteral("10.0.0.7")), 1);

  private final UnusedNames names = new UnusedNames();

  @Test
  void aNameIsKeptForAnHour() {
    names.keep("a", GOOD, 0);
    names.keep("b", GOOD, 1);
    assertThat(names.take("b", UnusedNames.KEEP_MILLIS + 1)).isEqualTo(GOOD);
    assertThat(names.take("a", UnusedNames.KEEP_MILLIS + 1)).isNull();
  }

  @Test
  void aNameThatIsTakenIsInUse() {
    names.keep("a", GOOD, 0);
    assertThat(names.take("a", 0)).isEqualTo(GOOD);
    assertThat(names.take("a", 0)).isNull();
  }

  @Test
  void theNamesThatWereLetGoOfFirstMakeRoom() {
    for (int i = 0; i <= UnusedNames.MOST; i++) {
      names.keep("n" + i, GOOD, 0);
    }
    Map<String, LastGoodAddresses> two = new LinkedHashMap<>();
    names.addTo(two, 2, 0);
    assertThat(two.keySet()).containsExactly("n" + UnusedNames.MOST, "n" + (UnusedNames.MOST - 1));
    assertThat(names.take("n0", 0)).isNull();
    assertThat(names.take("n1", 0)).isEqualTo(GOOD);
  }
}
