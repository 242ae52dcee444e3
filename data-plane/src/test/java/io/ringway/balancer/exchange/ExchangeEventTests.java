package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ExchangeEventTests {

  private static final String REFUSED = "-";

  /** A row for each phase, a column for each event: the phase that follows, or a dash. */
  private static final String TABLE =
      """
      phase             | SERVER_CHOSEN | REQUEST_SENT      | RESPONSE_STARTED | UPGRADED | RESPONSE_COMPLETE | CLOSING   | CLIENT_GONE
      READING_HEAD      | CONNECTING    | -                 | -                | -        | READING_HEAD      | LINGERING | CLOSED
      CONNECTING        | CONNECTING    | AWAITING_RESPONSE | -                | -        | READING_HEAD      | LINGERING | CLOSED
      AWAITING_RESPONSE | CONNECTING    | -                 | RESPONDING       | TUNNEL   | READING_HEAD      | LINGERING | CLOSED
      RESPONDING        | -             | -                 | -                | -        | READING_HEAD      | LINGERING | CLOSED
      TUNNEL            | -             | -                 | -                | -        | -                 | LINGERING | CLOSED
      LINGERING         | -             | -                 | -                | -        | -                 | LINGERING | CLOSED
      CLOSED            | -             | -                 | -                | -        | -                 | -         | -
      """;

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|")).map(String::strip).toList();
  }

  /** Reads the table: for each phase, the cell of each event. */
  private static Map<String, Map<String, String>> table() {
    List<List<String>> lines = TABLE.lines().map(ExchangeEventTests::cells).toList();
    List<String> events = lines.getFirst();
    Map<String, Map<String, String>> table = new LinkedHashMap<>();
    for (List<String> line : lines.subList(1, lines.size())) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 1; i < line.size(); i++) {
        row.put(events.get(i), line.get(i));
      }
      table.put(line.getFirst(), row);
    }
    return table;
  }

  @Test
  void everyPhaseHasARowAndEveryEventAColumn() {
    String[] events = names(ExchangeEvent.values());
    assertThat(table()).containsOnlyKeys(names(Phase.values()));
    assertThat(table().values()).allSatisfy(row -> assertThat(row).containsOnlyKeys(events));
  }

  private static String[] names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toArray(String[]::new);
  }

  @TestFactory
  Stream<DynamicTest> eachEventInEachPhaseDoesWhatTheTableSays() {
    Map<String, Map<String, String>> table = table();
    return Arrays.stream(Phase.values())
        .flatMap(phase ->
            Arrays.stream(ExchangeEvent.values())
                .map(event ->
                    DynamicTest.dynamicTest(
                        event + " in " + phase,
                        () -> check(phase, event, table.get(phase.name()).get(event.name())))));
  }

  private static void check(Phase phase, ExchangeEvent event, String expected) {
    if (expected.equals(REFUSED)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> event.after(phase))
          .withMessage("The event %s cannot occur in phase %s.".formatted(event, phase));
    } else {
      assertThat(event.after(phase)).hasToString(expected);
    }
  }
}
