package io.ringway.cli;

import io.ringway.protocol.Question;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines that HAProxy writes with {@code option httplog}. */
final class HaProxyLog implements LogFormat {

  static final LogFormat HTTPLOG = new HaProxyLog();

  // client:port [date] frontend backend/server timers status bytes … "METHOD target HTTP/1.1"
  private static final Pattern LINE =
      Pattern.compile(
          ".*?(\\S+):\\d+ \\[[^\\]]+\\] \\S+ [^\\s/]+/(\\S+) [-+0-9/]+ .*\"(\\S+) (\\S+)(?: [^\"]*)?\"");

  private HaProxyLog() {}

  @Override
  public String name() {
    return "httplog";
  }

  @Override
  public boolean tellsServer() {
    return true;
  }

  @Override
  public @Nullable Entry read(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()) {
      return null;
    }
    String server = matcher.group(2);
    // The field of retries has a plus when the last one went to another server.
    boolean retried = line.matches(".* \\S{4} \\d+/\\d+/\\d+/\\d+/\\+\\d+ \\d+/\\d+ .*");
    try {
      return new Entry(
          new Question.Request(
              0, matcher.group(3), "", target(matcher.group(4)), List.of(), matcher.group(1)),
          server.startsWith("<") ? "" : server,
          retried);
    } catch (IllegalArgumentException noProperRequest) {
      return null;
    }
  }

  private static String target(String target) {
    int scheme = target.indexOf("://");
    int path = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
    return path < 0 ? "/" : target.substring(path);
  }
}
