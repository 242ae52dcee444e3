package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import io.ringway.protocol.CheckMethod;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The health check of a section. If two lines set the same, the later one counts, be it {@code
 * option httpchk} or {@code http-check send}, as in HAProxy.
 */
final class HaProxyHealth {

  /** Options that make HAProxy check a protocol other than HTTP. */
  private static final Set<String> OTHERS =
      Set.of(
          "tcp-check",
          "ssl-hello-chk",
          "smtpchk",
          "pgsql-check",
          "redis-check",
          "mysql-check",
          "ldap-check",
          "spop-check",
          "external-check");

  private final List<String> remarks;
  private final HaProxyExpectations expectations;
  private boolean http;
  private int requests;
  private HealthCheck check = HealthCheck.DEFAULT;

  HaProxyHealth(List<String> remarks) {
    this.remarks = remarks;
    this.expectations = new HaProxyExpectations(remarks);
  }

  /** Handles a line {@code option …}; ignores those that are not about checks. */
  void option(Line line) throws CliException {
    if (line.word(1).equals("httpchk")) {
      line.refuseUnknown();
      http = true;
      // httpchk [<method>] <uri> [<version>]
      boolean named = !line.word(3).isEmpty();
      method(line, named ? line.word(2) : CheckMethod.OPTIONS.name());
      uri(line, named ? line.word(3) : line.word(2).isEmpty() ? "/" : line.word(2));
      hiddenBehindTheVersion(line);
    } else if (OTHERS.contains(line.word(1))) {
      http = false;
      remark(line, "'option " + line.word(1) + "' is not taken over: Ringway asks GET / instead.");
    }
  }

  /**
   * Parses header lines after the version. Before {@code http-check send}, there was no other place
   * for them.
   */
  private void hiddenBehindTheVersion(Line line) {
    String[] lines = line.word(4).split("\r\n", -1);
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 0) {
        remark(line, "'" + lines[i] + "' of the health check is not taken over.");
      } else {
        header(line, lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
      }
    }
  }

  /** Handles a line {@code http-check …}. */
  void rule(Line line) throws CliException {
    line.refuseUnknown();
    String rule = line.word(1);
    switch (rule) {
      case "connect" -> {
        requests++;
        if (first(line)) {
          connect(line);
        }
      }
      case "send" -> {
        if (first(line)) {
          send(line);
        }
      }
      case "expect" -> {
        if (first(line)) {
          expectations.take(line);
        }
      }
      case "disable-on-404", "send-state", "comment" -> {}
      default -> remark(line, "'http-check " + rule + "' is not taken over.");
    }
  }

  /** Returns whether a line is about the first request of a check. */
  private boolean first(Line line) {
    if (requests > 1) {
      remark(
          line,
          "'http-check "
              + line.word(1)
              + "' of a further request is not taken over: a check of Ringway is one request.");
    }
    return requests <= 1;
  }

  private void connect(Line line) {
    for (int at = 2; !line.word(at).isEmpty(); at++) {
      switch (line.word(at)) {
        case "port" -> port(line, line.word(++at));
        case "comment", "sni", "alpn", "proto", "addr" -> {
          remark(line, "'" + line.word(at) + "' of the health check is not taken over.");
          at++;
        }
        case "default", "linger" -> {}
        default -> remark(line, "'" + line.word(at) + "' of the health check is not taken over.");
      }
    }
  }

  private void port(Line line, String port) {
    if (port.matches("[0-9]{1,5}")) {
      take(line, "the port '" + port + "'", it -> it.on(Integer.parseInt(port)));
    } else {
      remark(line, "the port '" + port + "' of the health check is not taken over: no number.");
    }
  }

  private void send(Line line) {
    for (int at = 2; !line.word(at).isEmpty(); at += line.word(at).equals("hdr") ? 3 : 2) {
      String value = line.word(at + 1);
      switch (line.word(at)) {
        case "uri" -> uri(line, value);
        case "meth" -> method(line, value);
        case "hdr" -> header(line, value, line.word(at + 2));
        case "ver", "comment" -> {}
        default -> remark(line, "'" + line.word(at) + "' of the health check is not taken over.");
      }
    }
  }

  private void header(Line line, String name, String value) {
    if (name.equalsIgnoreCase("Host")) {
      take(line, "the Host '" + value + "'", it -> it.at(value));
    } else {
      remark(line, "the header '" + name + "' of the health check is not taken over.");
    }
  }

  private void method(Line line, String method) {
    for (CheckMethod known : CheckMethod.values()) {
      if (known.name().equals(method)) {
        check = check.by(known);
        return;
      }
    }
    remark(line, "the health check asks " + method + "; Ringway asks " + check.method() + ".");
  }

  private void uri(Line line, String uri) {
    take(line, "the health check of '" + uri + "'", it -> it.of(uri));
  }

  private void take(Line line, String what, UnaryOperator<HealthCheck> change) {
    try {
      check = change.apply(check);
    } catch (IllegalArgumentException e) {
      remark(line, what + " is not taken over: " + e.getMessage());
    }
  }

  private void remark(Line line, String sentence) {
    remarks.add("line " + line.number() + ": " + sentence);
  }

  /**
   * Returns the check.
   *
   * @param serverPort the port from the options of the servers; 0 for none
   */
  HealthCheck check(int serverPort) {
    HealthCheck asked = http ? expectations.on(check) : HealthCheck.DEFAULT;
    return serverPort == 0 || asked.port() > 0 ? asked : asked.on(serverPort);
  }
}
