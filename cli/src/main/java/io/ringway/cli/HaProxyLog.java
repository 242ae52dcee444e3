package io.ringway.cli;

import io.ringway.protocol.ExplainQuery;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines that HAProxy writes with {@code option httplog}.
 *
 * <pre>… client:port [date] frontend backend/server timers status bytes … "METHOD target HTTP/1.1"
 * </pre>
 */
final class HaProxyLog implements LogFormat {

  static final LogFormat HTTPLOG = new HaProxyLog();

  private HaProxyLog() {}

  @Override
  public String name() {
    return "httplog";
  }

  @Override
  public boolean namesServer() {
    return true;
  }

  @Override
  public @Nullable Entry read(String line) {
    int date = date(line);
    int dateEnd = date < 0 ? -1 : line.indexOf("] ", date);
    int quote = line.indexOf(" \"", dateEnd + 2);
    int quoteEnd = line.lastIndexOf('"');
    if (date < 0 || dateEnd < 0 || quote < 0 || quoteEnd < quote + 2) {
      return null;
    }
    // frontend, backend/server, timers, …
    String[] fields = line.substring(dateEnd + 2, quote).split(" ", 12);
    String[] request = line.substring(quote + 2, quoteEnd).split(" ", 3);
    int slash = fields.length < 3 ? -1 : fields[1].indexOf('/');
    if (slash <= 0 || slash == fields[1].length() - 1 || request.length < 2) {
      return null;
    }
    String server = fields[1].substring(slash + 1);
    int client = line.lastIndexOf(' ', date - 2) + 1;
    int port = line.lastIndexOf(':', date - 2);
    if (port <= client) {
      return null;
    }
    try {
      return new Entry(
          new ExplainQuery.Request(
              0,
              request[0],
              "",
              target(plain(request[1])),
              List.of(),
              line.substring(client, port)),
          server.startsWith("<") ? "" : server,
          retried(fields));
    } catch (IllegalArgumentException noProperRequest) {
      return null;
    }
  }

  /** Returns the index of the bracket that opens the date, after the client's port and a blank. */
  private static int date(String line) {
    int at = line.indexOf(" [");
    while (at > 0 && !digit(line.charAt(at - 1))) {
      at = line.indexOf(" [", at + 1);
    }
    return at <= 0 ? -1 : at + 1;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Returns whether the request was sent to another server. The count of retries, the last of five
   * numbers, then has a plus.
   */
  private static boolean retried(String[] fields) {
    for (int i = 3; i < fields.length; i++) {
      int plus = fields[i].lastIndexOf("/+");
      if (plus > 0 && fields[i].chars().filter(c -> c == '/').count() == 4) {
        return true;
      }
    }
    return false;
  }

  /**
   * Decodes a target. HAProxy writes quotes, number signs and invisible or non-ASCII characters as
   * {@code #XX}.
   */
  private static String plain(String target) {
    if (target.indexOf('#') < 0) {
      return target;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < target.length(); i++) {
      int high = i + 2 < target.length() ? Character.digit(target.charAt(i + 1), 16) : -1;
      int low = i + 2 < target.length() ? Character.digit(target.charAt(i + 2), 16) : -1;
      if (target.charAt(i) == '#' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(target.charAt(i)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String target(String target) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    int path = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
    return path < 0 ? "/" : target.substring(path);
  }
}
