package io.ringway.routing.key;

import io.ringway.protocol.ExplainQuery;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A request that is explained and never sent, as routing would read its head. */
public final class RequestDescription implements RequestView {

  private record Line(String name, int from, int to) {}

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final byte[] bytes;
  private final int methodEnd;
  private final int pathEnd;
  private final int targetEnd;
  private final int hostStart;
  private final int hostEnd;
  private final List<Line> lines = new ArrayList<>();

  /** Encodes the request of a query as a head. */
  public RequestDescription(ExplainQuery.Request asked) {
    put(asked.method());
    methodEnd = out.size();
    put(" ");
    int query = asked.target().indexOf('?');
    pathEnd = out.size() + (query < 0 ? asked.target().length() : query);
    put(asked.target());
    targetEnd = out.size();
    if (asked.host().isEmpty()) {
      hostStart = -1;
      hostEnd = -1;
    } else {
      hostStart = out.size();
      hostEnd = hostStart + hostLength(asked.host());
      line("host", asked.host());
    }
    asked.headers().forEach(header -> line(header.name(), header.value()));
    bytes = out.toByteArray();
  }

  private static int hostLength(String authority) {
    int port = authority.indexOf(':', Math.max(0, authority.indexOf(']')));
    return port < 0 ? authority.length() : port;
  }

  private void line(String name, String value) {
    int from = out.size();
    put(withoutBlanks(value));
    lines.add(new Line(name.toLowerCase(Locale.ROOT), from, out.size()));
  }

  private static String withoutBlanks(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && blank(value.charAt(from))) {
      from++;
    }
    while (from < to && blank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  private void put(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int methodEnd() {
    return methodEnd;
  }

  @Override
  public int pathStart() {
    return methodEnd + 1;
  }

  @Override
  public int pathEnd() {
    return pathEnd;
  }

  @Override
  public int targetEnd() {
    return targetEnd;
  }

  @Override
  public int hostStart() {
    return hostStart;
  }

  @Override
  public int hostEnd() {
    return hostEnd;
  }

  @Override
  public int headers() {
    return lines.size();
  }

  @Override
  public boolean headerIs(int header, byte[] lowerCaseName) {
    return Arrays.equals(
        lines.get(header).name().getBytes(StandardCharsets.US_ASCII), lowerCaseName);
  }

  @Override
  public int valueStart(int header) {
    return lines.get(header).from();
  }

  @Override
  public int valueEnd(int header) {
    return lines.get(header).to();
  }
}
