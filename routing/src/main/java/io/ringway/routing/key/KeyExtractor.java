package io.ringway.routing.key;

import io.ringway.protocol.KeyRule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The extraction of a request's key by the cluster's rules: the first that yields at least one byte
 * decides. The key is raw bytes; nothing is decoded unless the rule says so.
 */
public final class KeyExtractor {

  private static final byte[] COOKIE = "cookie".getBytes(StandardCharsets.US_ASCII);

  private final KeyRule[] rules;
  private final byte[][] names;
  private final KeyExtractor[][] parts;

  /** Creates an extractor for these rules, in order. */
  public KeyExtractor(List<KeyRule> rules) {
    this.rules = rules.toArray(KeyRule[]::new);
    this.names = rules.stream().map(KeyExtractor::name).toArray(byte[][]::new);
    this.parts = rules.stream().map(KeyExtractor::parts).toArray(KeyExtractor[][]::new);
  }

  private static byte[] name(KeyRule rule) {
    return switch (rule) {
      case KeyRule.Header(String name, boolean _) -> utf8(name.toLowerCase(Locale.ROOT));
      case KeyRule.Cookie(String name) -> utf8(name);
      case KeyRule.Query(String name) -> utf8(name);
      case KeyRule.Path _ -> new byte[0];
      case KeyRule.PathPrefix _ -> new byte[0];
      case KeyRule.Host _ -> new byte[0];
      case KeyRule.Method _ -> new byte[0];
      case KeyRule.ClientAddress _ -> new byte[0];
      case KeyRule.RequestUri _ -> new byte[0];
      case KeyRule.NormalPath _ -> new byte[0];
      case KeyRule.Literal(String text) -> utf8(text);
      case KeyRule.Joined _ -> new byte[0];
    };
  }

  private static KeyExtractor[] parts(KeyRule rule) {
    return rule instanceof KeyRule.Joined(List<KeyRule> parts)
        ? parts.stream().map(part -> new KeyExtractor(List.of(part))).toArray(KeyExtractor[]::new)
        : new KeyExtractor[0];
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Points the span at the key.
   *
   * @param client the client's address as text
   * @return false when no rule yields a value
   */
  public boolean find(RequestView request, byte[] client, Span key) {
    return deciding(request, client, key) >= 0;
  }

  /**
   * Points the span at the key and returns the rule that yields it.
   *
   * @param client the client's address as text
   * @return the index of the rule that yields it, or -1 when no rule yields a value
   */
  public int deciding(RequestView request, byte[] client, Span key) {
    for (int i = 0; i < rules.length; i++) {
      if (apply(i, request, client, key) && key.to > key.from) {
        return i;
      }
    }
    return -1;
  }

  private boolean apply(int rule, RequestView request, byte[] client, Span key) {
    byte[] bytes = request.bytes();
    byte[] name = names[rule];
    return switch (rules[rule]) {
      case KeyRule.Header(String _, boolean firstElement) ->
          header(request, name, key) && (!firstElement || key.firstElement());
      case KeyRule.Cookie _ -> cookie(request, name, key);
      case KeyRule.Query _ -> query(request, name, key);
      case KeyRule.Path _ -> key.set(bytes, request.pathStart(), request.pathEnd());
      case KeyRule.PathPrefix(int segments) ->
          key.set(bytes, request.pathStart(), prefixEnd(request, segments));
      case KeyRule.Host _ -> host(request, key);
      case KeyRule.Method _ -> key.set(bytes, 0, request.methodEnd());
      case KeyRule.ClientAddress _ -> key.set(client, 0, client.length);
      case KeyRule.RequestUri _ -> key.set(bytes, request.pathStart(), request.targetEnd());
      case KeyRule.NormalPath _ ->
          NormalPath.read(bytes, request.pathStart(), request.pathEnd(), key);
      case KeyRule.Literal _ -> key.set(name, 0, name.length);
      case KeyRule.Joined _ -> joined(parts[rule], request, client, key);
    };
  }

  private static boolean joined(
      KeyExtractor[] parts, RequestView request, byte[] client, Span key) {
    boolean found = false;
    int length = 0;
    for (KeyExtractor part : parts) {
      if (part.find(request, client, key)) {
        found |= !(part.rules[0] instanceof KeyRule.Literal);
        length = key.join(length);
      }
    }
    return found && key.joined(length);
  }

  private static boolean header(RequestView request, byte[] name, Span key) {
    for (int h = 0; h < request.headers(); h++) {
      if (request.headerIs(h, name)) {
        return key.set(request.bytes(), request.valueStart(h), request.valueEnd(h));
      }
    }
    return false;
  }

  private static boolean cookie(RequestView request, byte[] name, Span key) {
    for (int h = 0; h < request.headers(); h++) {
      if (request.headerIs(h, COOKIE)
          && pair(request.bytes(), request.valueStart(h), request.valueEnd(h), name, ';', key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean query(RequestView request, byte[] name, Span key) {
    return request.pathEnd() < request.targetEnd()
        && pair(request.bytes(), request.pathEnd() + 1, request.targetEnd(), name, '&', key);
  }

  /** Finds {@code name=value} in a list of pairs. */
  private static boolean pair(
      byte[] bytes, int from, int to, byte[] name, char separator, Span key) {
    int at = from;
    while (at < to) {
      while (separator == ';' && at < to && bytes[at] == ' ') {
        at++;
      }
      int end = at;
      while (end < to && bytes[end] != separator) {
        end++;
      }
      int value = at + name.length;
      if (value < end
          && bytes[value] == '='
          && Arrays.equals(bytes, at, value, name, 0, name.length)) {
        return key.set(bytes, value + 1, end);
      }
      at = end + 1;
    }
    return false;
  }

  private static int prefixEnd(RequestView request, int segments) {
    int seen = 0;
    for (int i = request.pathStart() + 1; i < request.pathEnd(); i++) {
      if (request.bytes()[i] == '/' && ++seen == segments) {
        return i;
      }
    }
    return request.pathEnd();
  }

  private static boolean host(RequestView request, Span key) {
    if (request.hostStart() < 0) {
      return false;
    }
    byte[] host = HostName.normal(request.bytes(), request.hostStart(), request.hostEnd());
    return key.set(host, 0, host.length);
  }
}
