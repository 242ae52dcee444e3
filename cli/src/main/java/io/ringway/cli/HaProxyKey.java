package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import io.ringway.protocol.KeyRule;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key of HAProxy's {@code balance} directive as a key rule. */
final class HaProxyKey {

  private static final Pattern CALL = Pattern.compile("([a-z0-9_.]+)(?:\\(([^)]*)\\))?");

  private final Line balance;
  private final List<String> remarks;

  private HaProxyKey(Line balance, List<String> remarks) {
    this.balance = balance;
    this.remarks = remarks;
  }

  /** Returns the rule that reads the same bytes; adds remarks about differences. */
  static KeyRule rule(Line balance, List<String> remarks) throws CliException {
    return new HaProxyKey(balance, remarks).rule();
  }

  private KeyRule rule() throws CliException {
    String what = balance.word(1);
    if (what.startsWith("hdr(")) {
      return header(what.substring(4));
    }
    return switch (what) {
      case "uri" -> uri();
      case "url_param" -> parameter();
      case "source" -> new KeyRule.ClientAddress();
      case "hash" -> expression();
      default ->
          throw refused(
              "'balance "
                  + what
                  + "' does not choose by a key; uri, url_param, hdr, source and hash are taken"
                  + " over.");
    };
  }

  private CliException refused(String sentence) {
    return new CliException(balance.number(), sentence);
  }

  private void remark(String sentence) {
    remarks.add("line " + balance.number() + ": " + sentence);
  }

  private KeyRule parameter() throws CliException {
    if (balance.word(2).isEmpty()) {
      throw refused("'balance url_param' lacks the name of a parameter.");
    }
    if (balance.word(3).equals("check_post")) {
      remark("check_post is not taken over: Ringway does not read bodies.");
    } else if (!balance.word(3).isEmpty()) {
      throw refused("'balance url_param' takes no '" + balance.word(3) + "'.");
    }
    return query(balance.word(2));
  }

  private KeyRule query(String name) {
    remark(
        "a parameter without a value is a key for HAProxy, so that all such requests go to one"
            + " server; Ringway sends them to any.");
    return new KeyRule.Query(name);
  }

  private KeyRule uri() throws CliException {
    boolean whole = false;
    boolean pathOnly = false;
    long depth = 0;
    for (int at = 2; !balance.word(at).isEmpty(); at++) {
      switch (balance.word(at)) {
        case "whole" -> whole = true;
        case "path-only" -> pathOnly = true;
        case "depth" -> {
          at++;
          depth = NumberParser.leading(balance.word(at));
          if (depth < 1 || depth > 32) {
            throw refused(
                "the depth is '" + balance.word(at) + "': Ringway takes a number from 1 to 32.");
          }
        }
        case "len" ->
            throw refused("'balance uri len' cuts keys by bytes, which Ringway does not do.");
        default -> throw refused("'balance uri' takes no '" + balance.word(at) + "'.");
      }
    }
    if (!pathOnly) {
      remark(
          "without path-only HAProxy hashes scheme and host too when a client sends them, as HTTP/2"
              + " clients do; Ringway hashes path and query always.");
    }
    if (depth > 0 && whole) {
      throw refused("'balance uri' with both whole and depth is not taken over.");
    }
    if (depth > 0) {
      return new KeyRule.PathPrefix((int) depth);
    }
    return whole ? new KeyRule.RequestUri() : new KeyRule.Path();
  }

  private KeyRule header(String behind) throws CliException {
    int end = behind.indexOf(')');
    if (end < 1) {
      throw refused("'balance " + balance.word(1) + "' lacks the name of a header.");
    }
    if (!balance.word(2).isEmpty()) {
      throw refused(
          "'"
              + balance.word(2)
              + "' behind 'balance hdr' is not taken over: Ringway hashes the whole value.");
    }
    return firstElement(behind.substring(0, end));
  }

  private KeyRule firstElement(String name) throws CliException {
    return new KeyRule.Header(token(name), !name.equalsIgnoreCase("host"));
  }

  private KeyRule expression() throws CliException {
    if (!balance.word(3).isEmpty()) {
      throw refused("'balance hash' takes one expression, without blanks.");
    }
    Matcher call = CALL.matcher(balance.word(2));
    String argument = call.matches() && call.group(2) != null ? call.group(2) : "";
    if (call.matches()) {
      boolean plain = !argument.contains(",") && !argument.isEmpty();
      switch (call.group(1)) {
        case "path" -> {
          return new KeyRule.Path();
        }
        case "pathq" -> {
          return new KeyRule.RequestUri();
        }
        case "method" -> {
          return new KeyRule.Method();
        }
        case "url_param", "urlp" -> {
          if (plain) {
            return query(argument);
          }
        }
        case "req.cook", "cook" -> {
          if (plain) {
            return new KeyRule.Cookie(token(argument));
          }
        }
        case "req.hdr", "hdr" -> {
          if (argument.endsWith(",1") && argument.indexOf(',') == argument.length() - 2) {
            return firstElement(argument.substring(0, argument.length() - 2));
          }
          if (plain) {
            return value(argument, "of a value with commas, and of several lines, HAProxy hashes");
          }
        }
        case "req.fhdr" -> {
          if (plain) {
            return value(argument, "of several lines of one header HAProxy hashes");
          }
        }
        default -> {}
      }
    }
    throw refused(
        "'balance hash "
            + balance.word(2)
            + "' is not taken over; of expressions only path, pathq, method, url_param(…),"
            + " req.cook(…), req.hdr(…), req.hdr(…,1) and req.fhdr(…) are.");
  }

  private KeyRule value(String name, String when) throws CliException {
    if (!name.equalsIgnoreCase("host")) {
      remark(when + " the last part, Ringway the first line whole.");
    }
    return new KeyRule.Header(token(name));
  }

  /** Checks a name that a key rule can have. */
  private String token(String name) throws CliException {
    if (!name.matches("[!#$%&'*+.^_`|~A-Za-z0-9-]{1,128}")) {
      throw refused("'" + name + "' is no name of a header or cookie.");
    }
    return name;
  }
}
