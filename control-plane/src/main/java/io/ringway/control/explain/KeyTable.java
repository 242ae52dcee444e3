package io.ringway.control.explain;

import io.ringway.protocol.Explanation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The routing of many keys as rows of a page and as CSV (RFC 4180). */
record KeyTable(List<Row> rows) {

  KeyTable {
    rows = List.copyOf(rows);
  }

  /**
   * The routing of one key.
   *
   * @param keyHex its bytes in hexadecimal, exact even when the text is not
   * @param owner name of its ring owner, empty when there is none
   * @param takers names of the servers that get it, empty when none can
   */
  record Row(String key, String keyHex, String hash, double position, String owner, String takers) {

    static Row of(Explanation told) {
      return new Row(
          told.key(),
          told.keyHex(),
          told.hash(),
          told.position(),
          name(told, told.owner()),
          told.takers().stream().map(id -> name(told, id)).collect(Collectors.joining(" or ")));
    }
  }

  static String name(Explanation told, String id) {
    return told.steps().stream()
        .filter(step -> step.id().equals(id))
        .map(Explanation.Step::name)
        .findFirst()
        .orElse(id);
  }

  String csv() {
    StringBuilder csv = new StringBuilder("key,keyHex,hash,position,owner,takenBy\r\n");
    for (Row row : rows) {
      csv.append(field(row.key())).append(',');
      csv.append(row.keyHex()).append(',').append(row.hash()).append(',');
      csv.append(String.format(Locale.ROOT, "%.12f", row.position())).append(',');
      csv.append(field(row.owner())).append(',').append(field(row.takers())).append("\r\n");
    }
    return csv.toString();
  }

  /**
   * Quotes a field, and defuses formulas, since the file is likely to be opened in a spreadsheet.
   */
  private static String field(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
