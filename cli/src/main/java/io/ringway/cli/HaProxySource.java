package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import io.ringway.cli.HaProxyFile.Section;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerState;
import io.ringway.ring.RingSpec.HaProxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the backends of an HAProxy configuration that use {@code hash-type consistent}. */
final class HaProxySource {

  private static final int MAX_WEIGHT = 256;

  private final Section section;
  private final List<String> remarks = new ArrayList<>();

  private HaProxySource(Section section) {
    this.section = section;
  }

  static Source read(String text) throws Refusal {
    List<Upstream> upstreams = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (Section section : HaProxyFile.parse(text)) {
      boolean serves = Set.of("backend", "listen").contains(section.head().name());
      if (serves && section.lines().stream().anyMatch(line -> line.name().startsWith("server"))) {
        try {
          upstreams.add(new HaProxySource(section).upstream());
        } catch (Refusal e) {
          refusals.add(
              section.head().name()
                  + " '"
                  + section.head().word(1)
                  + "' is not taken over: "
                  + e.sentence());
        }
      }
    }
    return new Source(Source.Program.HAPROXY, upstreams, refusals, List.of(HaProxyLog.HTTPLOG));
  }

  private Upstream upstream() throws Refusal {
    Line head = section.head();
    Line balance =
        section
            .line("balance")
            .orElseThrow(() -> new Refusal(head.number(), "it has no 'balance', so no keys."));
    KeyRule rule = HaProxyKey.rule(balance, remarks);
    HaProxy placement = placement(balance, rule);
    double bound = 0;
    for (Line line : section.lines()) {
      switch (line.name()) {
        case "hash-balance-factor" ->
            bound = Numbers.whole(line.number(), "factor", line.word(1), 0, 10_000) / 100.0;
        case "cookie" -> remark(line, "cookies that bind clients to servers are not taken over.");
        case "use-server", "stick", "stick-table" ->
            remark(line, "'" + line.name() + "' is not taken over.");
        default -> {}
      }
    }
    return new Upstream(
        head.word(1), placement, List.of(rule), bound, healthPath(), servers(), remarks);
  }

  private void remark(Line line, String sentence) {
    remarks.add("line " + line.number() + ": " + sentence);
  }

  private HaProxy placement(Line balance, KeyRule rule) throws Refusal {
    Line type =
        section
            .line("hash-type")
            .filter(line -> line.word(1).equals("consistent"))
            .orElseThrow(() ->
                new Refusal(
                    section.line("hash-type").orElse(balance).number(),
                    "without 'hash-type consistent' nearly all keys move with every server that"
                        + " comes or goes; only consistent hashing is taken over."));
    String function = type.word(2);
    boolean avalanche = type.has("avalanche") || function.isEmpty();
    if (rule instanceof KeyRule.ClientAddress) {
      return new HaProxy(HaProxy.Function.ADDRESS, avalanche);
    }
    if (function.isEmpty() || function.equals("avalanche")) {
      return new HaProxy(HaProxy.Function.SDBM, true);
    }
    for (HaProxy.Function known : HaProxy.Function.values()) {
      if (known != HaProxy.Function.ADDRESS
          && known.name().toLowerCase(Locale.ROOT).equals(function)) {
        return new HaProxy(known, avalanche);
      }
    }
    throw new Refusal(
        type.number(),
        "the hash function '" + function + "' is not known; sdbm, djb2, wt6 and crc32 are.");
  }

  private String healthPath() {
    return section
        .line("option")
        .filter(line -> line.word(1).equals("httpchk"))
        .flatMap(line -> line.words().stream().filter(word -> word.startsWith("/")).findFirst())
        .orElse("/");
  }

  private List<Upstream.Server> servers() throws Refusal {
    List<Line> lines =
        section.lines().stream().filter(line -> line.name().startsWith("server")).toList();
    Set<Long> taken = new HashSet<>();
    for (Line line : lines) {
      if (line.name().equals("server-template")) {
        throw new Refusal(
            line.number(),
            "'server-template' makes servers out of what DNS answers; write them out as 'server'"
                + " lines first.");
      }
      if (line.has("id")) {
        taken.add(Numbers.whole(line.number(), "id", line.after("id"), 1, 0x7fff_ffffL));
      }
    }
    List<Line> before =
        Stream.concat(section.defaults().stream(), section.lines().stream())
            .filter(line -> line.name().equals("default-server"))
            .toList();
    // As HAProxy counts: each line counts, and who has no id gets the next one that is free.
    long next = 1;
    List<Upstream.Server> servers = new ArrayList<>();
    for (Line line : lines) {
      long id;
      if (line.has("id")) {
        id = Numbers.whole(line.number(), "id", line.after("id"), 1, 0x7fff_ffffL);
      } else {
        while (taken.contains(next)) {
          next++;
        }
        id = next;
      }
      next++;
      servers.add(server(line, before, id));
    }
    return servers;
  }

  private Upstream.Server server(Line line, List<Line> before, long id) throws Refusal {
    Line words =
        new Line(
            line.number(),
            Stream.concat(
                    line.words().stream(),
                    before.reversed().stream().flatMap(each -> each.words().stream().skip(1)))
                .toList());
    String address = line.word(2);
    int colon = address.lastIndexOf(':');
    if (colon <= 0 || address.startsWith("/") || address.contains("@")) {
      throw new Refusal(
          line.number(),
          "server '"
              + line.word(1)
              + "' has the address '"
              + address
              + "': Ringway needs host:port.");
    }
    String host = address.substring(0, colon).replaceAll("^\\[|\\]$", "");
    int port = (int) Numbers.whole(line.number(), "port", address.substring(colon + 1), 1, 65_535);
    long weight =
        words.has("weight")
            ? Numbers.whole(line.number(), "weight", words.after("weight"), 0, MAX_WEIGHT)
            : 1;
    if (words.has("hash-key") && !words.after("hash-key").equals("id")) {
      throw new Refusal(line.number(), "'hash-key' other than id is not taken over.");
    }
    return new Upstream.Server(
        Upstream.Server.name(line.word(1)),
        host,
        port,
        Math.max(weight, 1),
        state(words, weight),
        String.valueOf(id));
  }

  private ServerState state(Line words, long weight) {
    if (words.has("backup")) {
      remark(
          words,
          "backup server '"
              + words.word(1)
              + "' is taken over as disabled: Ringway has no servers that wait for all others to"
              + " fail.");
      return ServerState.DISABLED;
    }
    if (words.has("disabled")) {
      return ServerState.DISABLED;
    }
    return weight == 0 ? ServerState.DRAINING : ServerState.READY;
  }
}
