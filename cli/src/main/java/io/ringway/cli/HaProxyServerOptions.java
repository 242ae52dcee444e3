package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options after {@code server NAME ADDRESS} and {@code default-server}, each parsed by its
 * number of arguments.
 *
 * @param weight 0 to 256
 * @param backup whether it is used only when all others fail
 * @param disabled whether it takes no requests
 * @param id the explicit HAProxy id; 0 for none
 * @param checkedPort the port of its health checks; 0 for its own
 * @param ignored the options that matter to HAProxy but are not migrated
 */
record HaProxyServerOptions(
    long weight, boolean backup, boolean disabled, long id, int checkedPort, List<String> ignored) {

  /** A server without options. */
  static final HaProxyServerOptions NONE =
      new HaProxyServerOptions(1, false, false, 0, 0, List.of());

  private static final int MAX_WEIGHT = 256;
  private static final int LAST_PORT = 65_535;

  /** Options without an argument that Ringway does not need. */
  private static final Set<String> PLAIN =
      words(
          """
          allow-0rtt check enabled no-agent-check no-backup no-check no-check-send-proxy
          no-check-ssl no-send-proxy no-send-proxy-v2 no-send-proxy-v2-ssl
          no-send-proxy-v2-ssl-cn no-ssl no-ssl-reuse no-sslv3 no-tfo no-tls-tickets
          no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 ssl-reuse strict-maxconn tfo tls-tickets
          no-sni-auto no-check-sni-auto no-renegotiate\
          """);

  /** Options with one argument that Ringway does not need. */
  private static final Set<String> VALUED =
      words(
          """
          agent-addr agent-inter agent-port agent-send downinter error-limit fall
          fastinter idle-ping init-addr inter log-proto max-reuse pool-conn-name
          pool-low-conn pool-max-conn pool-purge-delay resolve-net resolve-opts
          resolve-prefer resolvers rise shard tcp-ut ws guid log-bufsize cc
          proxy-v2-options\
          """);

  /** Options without an argument whose effect Ringway does not have. */
  private static final Set<String> PLAIN_IGNORED =
      words(
          """
          agent-check check-send-proxy check-sni-auto check-ssl check-via-socks4
          check-reuse-pool force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13
          non-stick renegotiate send-proxy send-proxy-v2 send-proxy-v2-ssl
          send-proxy-v2-ssl-cn sni-auto ssl stick usesrc\
          """);

  /** Options with one argument whose effect Ringway does not have. */
  private static final Set<String> VALUED_IGNORED =
      words(
          """
          addr alpn ca-file check-alpn check-pool-conn-name check-proto check-sni ciphers
          ciphersuites client-sigalgs cookie crl-file crt curves init-state ktls maxconn
          maxqueue minconn namespace npn observe on-error on-marked-down on-marked-up
          proto redir sigalgs slowstart sni socks4 ssl-max-ver ssl-min-ver tcp-md5sig
          track verify verifyhost\
          """);

  private static final Map<String, Integer> WORDS = new HashMap<>();

  static {
    PLAIN.forEach(name -> WORDS.put(name, 0));
    VALUED.forEach(name -> WORDS.put(name, 1));
    PLAIN_IGNORED.forEach(name -> WORDS.put(name, 0));
    VALUED_IGNORED.forEach(name -> WORDS.put(name, 1));
  }

  private static Set<String> words(String text) {
    return Set.of(text.split("\\s+"));
  }

  /** Returns these options overridden by those of a line. */
  HaProxyServerOptions and(Line line, int from) throws CliException {
    line.refuseUnknown();
    HaProxyServerOptions all =
        new HaProxyServerOptions(weight, backup, disabled, 0, checkedPort, List.of());
    for (int at = from; !line.word(at).isEmpty(); ) {
      all = all.with(line, at);
      at = behind(line, at);
    }
    return all;
  }

  private HaProxyServerOptions with(Line line, int at) throws CliException {
    String name = line.word(at);
    return switch (name) {
      case "weight" ->
          new HaProxyServerOptions(weight(line, at), backup, disabled, id, checkedPort, ignored);
      case "id" ->
          new HaProxyServerOptions(weight, backup, disabled, id(line, at), checkedPort, ignored);
      case "backup" -> new HaProxyServerOptions(weight, true, disabled, id, checkedPort, ignored);
      case "no-backup" ->
          new HaProxyServerOptions(weight, false, disabled, id, checkedPort, ignored);
      case "disabled" -> new HaProxyServerOptions(weight, backup, true, id, checkedPort, ignored);
      case "enabled" -> new HaProxyServerOptions(weight, backup, false, id, checkedPort, ignored);
      case "hash-key" -> {
        if (!line.word(at + 1).equals("id")) {
          throw new CliException(line.number(), "'hash-key' other than id is not taken over.");
        }
        yield this;
      }
      case "port" -> {
        long port = NumberParser.leading(line.word(at + 1));
        yield port < 0 || port > LAST_PORT
            ? ignoring(name)
            : new HaProxyServerOptions(weight, backup, disabled, id, (int) port, ignored);
      }
      case "source" -> ignoring(name);
      default -> {
        if (!WORDS.containsKey(name) && !name.startsWith("set-proxy-v2-tlv-fmt(")) {
          throw new CliException(
              line.number(),
              "HAProxy knows no option '"
                  + name
                  + "' of a server. If a newer one does, take it out for the import.");
        }
        yield PLAIN.contains(name) || VALUED.contains(name) ? this : ignoring(name);
      }
    };
  }

  private HaProxyServerOptions ignoring(String name) {
    List<String> more = new ArrayList<>(ignored);
    if (!more.contains(name)) {
      more.add(name);
    }
    return new HaProxyServerOptions(weight, backup, disabled, id, checkedPort, List.copyOf(more));
  }

  /** Returns the index of the next option. */
  private static int behind(Line line, int at) {
    return switch (line.word(at)) {
      case "weight", "id", "hash-key", "port" -> at + 2;
      case "backup", "no-backup", "disabled", "enabled" -> at + 1;
      case "source" -> {
        int next = at + 2;
        while (line.word(next).equals("usesrc") || line.word(next).equals("interface")) {
          next += 2;
        }
        yield next;
      }
      default -> at + 1 + WORDS.getOrDefault(line.word(at), 1);
    };
  }

  private static long weight(Line line, int at) throws CliException {
    long weight = NumberParser.leading(line.word(at + 1));
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new CliException(
          line.number(),
          "the weight is '" + line.word(at + 1) + "': HAProxy takes 0 to " + MAX_WEIGHT + ".");
    }
    return weight;
  }

  private static long id(Line line, int at) throws CliException {
    long id = NumberParser.leading(line.word(at + 1));
    if (id < 1 || id > Integer.MAX_VALUE) {
      throw new CliException(
          line.number(),
          "the id is '"
              + line.word(at + 1)
              + "': a server's id is a number from 1 to 2,147,483,647.");
    }
    return id;
  }
}
