package io.ringway.balancer.forwarding;

import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.Scheme;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that proxies have recorded, the nearest one last: from {@code X-Forwarded-For}, or
 * from the {@code for} parameters of {@code Forwarded} (RFC 7239 section 4).
 */
final class ForwardedChain {

  private static final String FOR = "for=";
  private static final String PROTO = "proto=";

  private ForwardedChain() {}

  /**
   * Reads every line of the field.
   *
   * @return addresses without ports; an entry that is no address stays as it came; null when a
   *     quoted string does not end
   */
  static @Nullable List<String> read(Head request, TrustedProxies.Header header) {
    FieldName name =
        switch (header) {
          case X_FORWARDED_FOR -> FieldName.X_FORWARDED_FOR;
          case FORWARDED -> FieldName.FORWARDED;
        };
    List<String> chain = new ArrayList<>();
    for (int h = 0; h < request.headers(); h++) {
      if (request.name(h) == name) {
        String value = text(request, h);
        if (name == FieldName.X_FORWARDED_FOR) {
          for (String entry : value.split(",", -1)) {
            add(entry.strip(), chain);
          }
        } else {
          List<String> nodes = new ArrayList<>();
          if (!elements(value, FOR, nodes)) {
            return null;
          }
          nodes.forEach(node -> chain.add(address(node)));
        }
      }
    }
    return chain;
  }

  /** Returns whether the nearest proxy says that it was reached over TLS. */
  static boolean overTls(Head request, TrustedProxies.Header header) {
    return switch (header) {
      case X_FORWARDED_FOR -> {
        int line = request.find(FieldName.X_FORWARDED_PROTO);
        yield line >= 0 && Scheme.of(request, line) == Scheme.HTTPS;
      }
      case FORWARDED -> {
        String nearest = "";
        for (int h = 0; h < request.headers(); h++) {
          if (request.name(h) == FieldName.FORWARDED) {
            List<String> schemes = new ArrayList<>();
            if (!elements(text(request, h), PROTO, schemes)) {
              yield false;
            }
            nearest = schemes.getLast();
          }
        }
        yield nearest.equalsIgnoreCase(Scheme.HTTPS.toString());
      }
    };
  }

  private static String text(Head request, int field) {
    int from = request.valueStart(field);
    return new String(
        request.bytes(), from, request.valueEnd(field) - from, StandardCharsets.ISO_8859_1);
  }

  private static void add(String entry, List<String> chain) {
    if (!entry.isEmpty()) {
      chain.add(address(entry));
    }
  }

  /**
   * Reads pairs between semicolons and elements between commas, outside of quoted strings.
   *
   * @param name the wanted parameter, with its equals sign
   * @param values receives the parameter of each element, empty where it has none
   * @return false when a quoted string does not end
   */
  private static boolean elements(String value, String name, List<String> values) {
    boolean quoted = false;
    int start = 0;
    String found = "";
    for (int at = 0; at <= value.length(); at++) {
      char c = at == value.length() ? ',' : value.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted) {
        at += c == '\\' ? 1 : 0;
      } else if (c == ';' || c == ',') {
        String pair = value.substring(start, at).strip();
        start = at + 1;
        if (pair.toLowerCase(Locale.ROOT).startsWith(name)) {
          found = pair.substring(name.length()).replace("\"", "");
        }
        if (c == ',') {
          // An element without "for" names no address, and so ends the chain.
          values.add(found);
          found = "";
        }
      }
    }
    return !quoted;
  }

  /** Cuts off brackets and port: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
  private static String address(String node) {
    int bracket = node.indexOf(']');
    if (node.startsWith("[") && bracket > 0) {
      return node.substring(1, bracket);
    }
    int colon = node.indexOf(':');
    return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
  }
}
