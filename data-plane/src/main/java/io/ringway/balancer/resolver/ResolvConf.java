package io.ringway.balancer.resolver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The system's resolver configuration, resolv.conf(5).
 *
 * @param servers DNS servers in order
 * @param search domains that are appended to names with few dots
 * @param ndots names with at least this many dots are queried as they are first
 */
record ResolvConf(List<InetSocketAddress> servers, List<String> search, int ndots) {

  private static final int DNS_PORT = 53;

  /** The default server of resolv.conf(5): this machine. */
  private static final InetSocketAddress OWN =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), DNS_PORT);

  static ResolvConf read(List<String> lines) {
    List<InetSocketAddress> servers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    for (String line : lines) {
      String[] words = line.split("\\s+", -1);
      switch (words[0]) {
        case "nameserver" -> {
          if (words.length > 1 && ResolverSettings.isLiteral(words[1])) {
            servers.add(new InetSocketAddress(InetAddress.ofLiteral(words[1]), DNS_PORT));
          }
        }
        case "domain", "search" -> search = domains(words);
        case "options" -> ndots = ndots(words, ndots);
        default -> {} // not used here
      }
    }
    return new ResolvConf(servers.isEmpty() ? List.of(OWN) : List.copyOf(servers), search, ndots);
  }

  private static List<String> domains(String[] words) {
    List<String> domains = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      String domain = words[i].replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
      if (!domain.isEmpty()) {
        domains.add(domain);
      }
    }
    return List.copyOf(domains);
  }

  private static int ndots(String[] words, int otherwise) {
    int ndots = otherwise;
    for (String word : words) {
      if (word.matches("ndots:[0-9]{1,2}")) {
        ndots = Math.min(15, Integer.parseInt(word.substring("ndots:".length())));
      }
    }
    return ndots;
  }

  /** Returns the names to query in order, without a trailing dot, until one has addresses. */
  List<String> names(String name) {
    if (name.endsWith(".")) {
      return List.of(name.substring(0, name.length() - 1));
    }
    List<String> names = new ArrayList<>();
    search.forEach(domain -> names.add(name + "." + domain));
    names.add(name.chars().filter(each -> each == '.').count() >= ndots ? 0 : names.size(), name);
    return names;
  }
}
