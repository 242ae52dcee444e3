package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import io.ringway.cli.HaProxyFile.Section;
import io.ringway.protocol.KeyRule;
import io.ringway.ring.RingSpec.HaProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A section with servers. Its lines are read in order; for most directives the last one counts. */
final class HaProxyBackend {

  /** Directives that affect neither the mapping of keys nor the requests to a server. */
  private static final List<String> HARMLESS =
      List.of(
          """
          acl backlog bind-process capture clitcpka-cnt clitcpka-idle clitcpka-intvl compression
          declare default_backend description email-alert error-log-format errorfile errorfiles
          errorloc errorloc302 errorloc303 filter fullconn grace http-after-response http-error
          http-response http-reuse http-send-name-header id log log-format log-format-sd log-steps
          log-tag max-keep-alive-queue max-session-srv-conns maxconn monitor monitor-net monitor-uri
          no default rate-limit redirect retries retry-on server-state-file-name source srvtcpka-cnt
          srvtcpka-idle srvtcpka-intvl stats tcp-check tcp-response timeout unique-id-format
          unique-id-header use_backend\
          """
              .split("\\s+"));

  private final HaProxyFile file;
  private final Section section;
  private final List<String> remarks = new ArrayList<>();
  private final HaProxyServers servers = new HaProxyServers(remarks);
  private final HaProxyHealth health = new HaProxyHealth(remarks);
  private @Nullable Line mode;
  private @Nullable Line balance;
  private @Nullable Line hashType;
  private @Nullable Line forwarded;
  private @Nullable Line disabled;
  private long factor;

  HaProxyBackend(HaProxyFile file, Section section) {
    this.file = file;
    this.section = section;
  }

  Upstream upstream() throws CliException {
    remarks.addAll(file.remarks());
    List<Section> frontends = HaProxyRequestRules.frontends(file, section.name());
    for (Section frontend : frontends) {
      for (Line line : frontend.all()) {
        before(line);
      }
    }
    for (Line line : section.all()) {
      take(line);
    }
    int head = section.head().number();
    if (disabled != null) {
      throw new CliException(disabled.number(), "the section is disabled: it serves nothing.");
    }
    mode(head);
    if (balance == null) {
      throw new CliException(head, "it has no 'balance', so no keys.");
    }
    KeyRule rule = HaProxyKey.rule(balance, remarks);
    return new Upstream(
        section.name(),
        placement(balance, rule),
        rules(rule),
        factor / 100.0,
        health.check(servers.checkedPort()),
        servers.read(),
        remarks.stream().distinct().toList());
  }

  private void mode(int head) throws CliException {
    if (mode == null) {
      remark(
          section.head(),
          "nothing here says 'mode http', without which HAProxy takes TCP connections apart from"
              + " their requests and hashes no key of them; it is taken over as HTTP.");
    } else if (!mode.word(1).equals("http")) {
      throw new CliException(
          mode.number(),
          "'mode "
              + mode.word(1)
              + "': section '"
              + section.name()
              + "' in line "
              + head
              + " balances connections, and Ringway balances HTTP requests only.");
    }
  }

  /** Handles a line of a frontend that leads to this backend. */
  private void before(Line line) {
    switch (line.name()) {
      case "http-request", "tcp-request" -> HaProxyRequestRules.remark(line, remarks);
      case "option" -> {
        if (line.word(1).equals("forwardfor")) {
          forwarded = line;
        }
      }
      default -> {}
    }
  }

  private void take(Line line) throws CliException {
    switch (line.name()) {
      case "mode" -> mode = known(line);
      case "balance" -> balance = known(line);
      case "hash-type" -> hashType = known(line);
      case "hash-balance-factor" -> factor = factor(known(line));
      case "default-server" -> servers.defaults(line);
      case "server" -> servers.server(line);
      case "server-template" ->
          throw new CliException(
              line.number(),
              "'server-template' makes servers out of what DNS answers; write them out as 'server'"
                  + " lines first.");
      case "disabled" -> disabled = line;
      case "enabled" -> disabled = null;
      case "option" -> {
        health.option(line);
        before(line);
        if (line.word(1).equals("transparent") || line.word(1).equals("http_proxy")) {
          remark(line, "'option " + line.word(1) + "' is not taken over.");
        }
      }
      case "http-check" -> health.rule(line);
      case "http-request", "tcp-request" -> HaProxyRequestRules.remark(line, remarks);
      case "cookie", "dynamic-cookie-key" ->
          remark(line, "cookies that bind clients to servers are not taken over.");
      case "bind" -> {
        if (line.words().contains("accept-proxy")) {
          remark(line, "'accept-proxy' is not taken over: let the balancer accept it.");
        }
      }
      default -> {
        if (!HARMLESS.contains(line.name())) {
          remark(line, "'" + line.name() + "' is not taken over.");
        }
      }
    }
  }

  private static Line known(Line line) throws CliException {
    line.refuseUnknown();
    return line;
  }

  private void remark(Line line, String sentence) {
    remarks.add("line " + line.number() + ": " + sentence);
  }

  private static long factor(Line line) throws CliException {
    long factor = NumberParser.leading(line.word(1));
    if (line.word(1).isEmpty() || (factor != 0 && (factor <= 100 || factor > 10_000))) {
      throw new CliException(
          line.number(),
          "the factor is '" + line.word(1) + "': Ringway takes 0, or a number from 101 to 10,000.");
    }
    return factor;
  }

  /**
   * Returns the rules for a header. If the header is missing, HAProxy adds the client's address
   * before it hashes.
   */
  private List<KeyRule> rules(KeyRule rule) {
    if (forwarded == null || !(rule instanceof KeyRule.Header header)) {
      return List.of(rule);
    }
    int name = forwarded.words().indexOf("header");
    String added = name < 0 ? "X-Forwarded-For" : forwarded.word(name + 1);
    if (!header.name().equalsIgnoreCase(added)) {
      return List.of(rule);
    }
    remark(
        forwarded,
        "'option forwardfor' gives requests without '"
            + header.name()
            + "' the client's address before HAProxy hashes it: Ringway takes that address as the"
            + " key of those"
            + (forwarded.words().contains("except")
                ? ", also of those that 'except' names."
                : "."));
    return List.of(rule, new KeyRule.ClientAddress());
  }

  private HaProxy placement(Line balance, KeyRule rule) throws CliException {
    if (hashType == null || !hashType.word(1).equals("consistent")) {
      throw new CliException(
          (hashType == null ? balance : hashType).number(),
          "without 'hash-type consistent' nearly all keys move with every server that comes or"
              + " goes; only consistent hashing is taken over.");
    }
    String function = hashType.word(2);
    String modifier = hashType.word(3);
    if (!modifier.isEmpty() && !modifier.equals("avalanche")) {
      throw new CliException(
          hashType.number(), "'" + modifier + "' is no modifier of a hash; avalanche is.");
    }
    boolean avalanche = !modifier.isEmpty() || function.isEmpty();
    HaProxy.Function found = function.isEmpty() ? HaProxy.Function.SDBM : null;
    for (HaProxy.Function known : HaProxy.Function.values()) {
      if (known != HaProxy.Function.ADDRESS
          && known.name().toLowerCase(Locale.ROOT).equals(function)) {
        found = known;
      }
    }
    if (found == null) {
      throw new CliException(
          hashType.number(),
          "the hash function '" + function + "' is not known; sdbm, djb2, wt6 and crc32 are.");
    }
    return new HaProxy(
        rule instanceof KeyRule.ClientAddress ? HaProxy.Function.ADDRESS : found, avalanche);
  }
}
