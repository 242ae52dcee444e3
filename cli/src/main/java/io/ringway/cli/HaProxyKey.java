package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import io.ringway.protocol.KeyRule;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key of HAProxy's {@code balance} directive as a key rule. */
final class HaProxyKey {

  private static final Pattern CALL = Pattern.compile("([a-z0-9_.]+)(?:\\(([^)]*)\\))?");

  private HaProxyKey() {}

  /** The rule that reads the same bytes; what differs is added to the remarks. */
  static KeyRule rule(Line balance, List<String> remarks) throws Refusal {
    int line = balance.number();
    Matcher call = CALL.matcher(balance.word(1));
    if (!call.matches()) {
      throw refused(balance);
    }
    String argument = call.group(2) == null ? "" : call.group(2);
    return switch (call.group(1)) {
      case "uri" -> uri(balance, remarks);
      case "url_param" -> {
        if (balance.has("check_post")) {
          remarks.add(
              "line " + line + ": check_post is not taken over: Ringway does not read bodies.");
        }
        yield new KeyRule.Query(balance.word(2));
      }
      case "hdr" -> header(balance, argument, remarks);
      case "source" -> new KeyRule.ClientAddress();
      case "hash" -> expression(balance, remarks);
      default -> throw refused(balance);
    };
  }

  private static Refusal refused(Line balance) {
    return new Refusal(
        balance.number(),
        "'balance "
            + balance.word(1)
            + "' does not choose by a key; uri, url_param, hdr, source and hash are taken over.");
  }

  private static KeyRule uri(Line balance, List<String> remarks) throws Refusal {
    int line = balance.number();
    if (balance.has("len")) {
      throw new Refusal(line, "'balance uri len' cuts keys by bytes, which Ringway does not do.");
    }
    if (!balance.has("path-only")) {
      remarks.add(
          "line "
              + line
              + ": without path-only HAProxy hashes scheme and host too when a client sends them,"
              + " as HTTP/2 clients do; Ringway hashes path and query always.");
    }
    if (balance.has("depth")) {
      if (balance.has("whole")) {
        throw new Refusal(line, "'balance uri' with both whole and depth is not taken over.");
      }
      return new KeyRule.PathPrefix(
          (int) Numbers.whole(line, "depth", balance.after("depth"), 1, 32));
    }
    return balance.has("whole") ? new KeyRule.RequestUri() : new KeyRule.Path();
  }

  private static KeyRule header(Line balance, String name, List<String> remarks) throws Refusal {
    if (balance.has("use_domain_only")) {
      throw new Refusal(balance.number(), "use_domain_only is not taken over.");
    }
    if (!name.equalsIgnoreCase("host")) {
      remarks.add(
          "line "
              + balance.number()
              + ": of a value with commas HAProxy hashes the first part, Ringway all of it.");
    }
    return new KeyRule.Header(name);
  }

  private static KeyRule expression(Line balance, List<String> remarks) throws Refusal {
    Matcher call = CALL.matcher(balance.word(2));
    String argument = call.matches() && call.group(2) != null ? call.group(2) : "";
    if (call.matches() && balance.words().size() == 3 && !argument.contains(",")) {
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
          return new KeyRule.Query(argument);
        }
        case "req.cook", "cook" -> {
          return new KeyRule.Cookie(argument);
        }
        case "req.hdr", "hdr", "req.fhdr" -> {
          remarks.add(
              "line "
                  + balance.number()
                  + ": when a header comes more than once HAProxy hashes the last value, Ringway"
                  + " the first.");
          return new KeyRule.Header(argument);
        }
        default -> {}
      }
    }
    throw new Refusal(
        balance.number(),
        "'balance hash "
            + balance.word(2)
            + "' is not taken over; of expressions only path, pathq, method, url_param(…),"
            + " req.cook(…) and req.hdr(…) are.");
  }
}
