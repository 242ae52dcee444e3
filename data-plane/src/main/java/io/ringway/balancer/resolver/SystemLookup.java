package io.ringway.balancer.resolver;

import io.netty.handler.codec.dns.DnsRecordType;
import io.ringway.protocol.NameFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The system's lookup: localhost, then the hosts file, then DNS. */
final class SystemLookup implements NameLookup {

  /**
   * The time that one family waits for the other. RFC 8305 section 3 recommends 50 ms for a
   * connection that is waiting; no connection waits here, and the next lookup adds a late family.
   */
  private static final long OTHER_FAMILY_MILLIS = 250;

  private static final List<InetAddress> LOOPBACK =
      List.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1"));

  private final ResolverSettings settings;
  private final HostsFile hosts;
  private final WatchedFile<ResolvConf> resolvConf;
  private final DnsServers dns;

  SystemLookup(ResolverSettings settings, DnsServers dns) {
    this.settings = settings;
    this.hosts = new HostsFile(settings.hosts());
    this.resolvConf = new WatchedFile<>(settings.resolvConf(), ResolvConf::read);
    this.dns = dns;
  }

  @Override
  public LookupResult lookUp(String name) {
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    List<InetAddress> listed = hosts.addresses(plain);
    if (plain.equals("localhost") || plain.endsWith(".localhost")) {
      // RFC 6761 section 6.3; hosts files that list one family only are common.
      Set<InetAddress> both = new LinkedHashSet<>(listed);
      both.addAll(LOOPBACK);
      return LookupResult.of(new ArrayList<>(both), settings.maxTtlMillis());
    }
    return listed.isEmpty() ? queryAll(name) : LookupResult.of(listed, settings.maxTtlMillis());
  }

  private LookupResult queryAll(String name) {
    ResolvConf system = resolvConf.value();
    List<InetSocketAddress> servers =
        settings.servers().isEmpty() ? system.servers() : settings.servers();
    LookupResult last = LookupResult.failed(NameFailure.NO_SUCH_NAME);
    for (String each : system.names(name)) {
      last = askOne(each, servers);
      if (last.found() || last.failure().isOfDns()) {
        return last; // another name must not replace one whose lookup failed
      }
    }
    return last;
  }

  private LookupResult askOne(String name, List<InetSocketAddress> servers) {
    CompletableFuture<FamilyAddresses> four = dns.query(name, DnsRecordType.A, servers);
    CompletableFuture<FamilyAddresses> six = dns.query(name, DnsRecordType.AAAA, servers);
    return new LookupResult(notLongAfter(six, four), notLongAfter(four, six));
  }

  /** Waits for a family, but only briefly once the other one has addresses. */
  private static FamilyAddresses notLongAfter(
      CompletableFuture<FamilyAddresses> other, CompletableFuture<FamilyAddresses> wanted) {
    CompletableFuture<FamilyAddresses> bounded = wanted.copy();
    var _ =
        other.thenAccept(found -> {
          if (found.found()) {
            var _ =
                bounded.completeOnTimeout(
                    FamilyAddresses.failed(NameFailure.NO_ANSWER),
                    OTHER_FAMILY_MILLIS,
                    TimeUnit.MILLISECONDS);
          }
        });
    return bounded.join();
  }
}
