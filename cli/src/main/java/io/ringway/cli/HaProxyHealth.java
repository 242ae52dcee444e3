package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import java.util.List;
import java.util.Set;

/** The health check that a section asks its servers. */
final class HaProxyHealth {

  /** Options that make HAProxy check something else than HTTP. */
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
  private boolean http;
  private String path = "";

  HaProxyHealth(List<String> remarks) {
    this.remarks = remarks;
  }

  /** Takes a line {@code option …}; others than those about checks pass by. */
  void option(Line line) throws Refusal {
    if (line.word(1).equals("httpchk")) {
      line.refuseUnknown();
      http = true;
      // httpchk [<method>] <uri> [<version>]
      String uri = line.word(3).isEmpty() ? line.word(2) : line.word(3);
      uri(line, uri.isEmpty() ? "/" : uri);
    } else if (OTHERS.contains(line.word(1))) {
      http = false;
      remark(line, "'option " + line.word(1) + "' is not taken over: Ringway asks GET / instead.");
    }
  }

  /** Takes a line {@code http-check …}. */
  void rule(Line line) throws Refusal {
    line.refuseUnknown();
    switch (line.word(1)) {
      case "send" -> {
        for (int at = 2; !line.word(at).isEmpty(); at += line.word(at).equals("hdr") ? 3 : 2) {
          if (line.word(at).equals("uri")) {
            uri(line, line.word(at + 1));
          } else if (!line.word(at).equals("meth")) {
            remark(line, "'" + line.word(at) + "' of the health check is not taken over.");
          }
        }
      }
      case "disable-on-404", "send-state", "comment" -> {}
      default -> remark(line, "'http-check " + line.word(1) + "' is not taken over.");
    }
  }

  private void uri(Line line, String uri) {
    boolean usable =
        uri.startsWith("/")
            && uri.length() <= 1_024
            && uri.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (usable) {
      path = uri;
    } else {
      remark(line, "the health check of '" + uri + "' is not taken over: no path.");
    }
  }

  private void remark(Line line, String sentence) {
    remarks.add("line " + line.number() + ": " + sentence);
  }

  /** The path to ask for. */
  String path() {
    return http && !path.isEmpty() ? path : "/";
  }
}
