package io.ringway.balancer.resolver;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.ringway.protocol.NameFailure;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.address.AddressPolicy;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resolver of server names. Every name in use is looked up in the background, and again before
 * its addresses expire. Connections read the current addresses from an {@link Endpoint} and never
 * wait. While a name does not resolve, its last good addresses stay in use. Safe for use by any
 * number of threads.
 */
public final class Resolver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

  /** The most lookups at once, each with two queries at a time. */
  static final int MOST_AT_ONCE = 32;

  /** The most lookups at once of names that failed before, so that they delay no other names. */
  private static final int MOST_FAILING_AT_ONCE = 16;

  /**
   * The wait for the first lookup before the saved last good addresses are used: they may be old,
   * but DNS may be down.
   */
  private static final long FIRST_ANSWER_MILLIS = 500;

  /**
   * A host and port.
   *
   * @param judged whether the address policy applies
   */
  record Key(String host, int port, boolean judged) {}

  private final NameLookup lookup;
  private final @Nullable DnsServers dns;
  private final ScheduledExecutorService timer;
  private final Endpoint.Judge judge;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final long maxTtlMillis;
  private final Semaphore going = new Semaphore(MOST_AT_ONCE, true);
  private final Semaphore failing = new Semaphore(MOST_FAILING_AT_ONCE, true);
  private final AtomicLong lookups = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean closed;

  // Guarded by this.
  private final Map<Key, Endpoint> endpoints = new HashMap<>();
  private final Map<String, WatchedName> names = new HashMap<>();
  private final UnusedNames kept = new UnusedNames();
  private long changes;

  Resolver(
      NameLookup lookup,
      @Nullable DnsServers dns,
      ScheduledExecutorService timer,
      Endpoint.Judge judge,
      RandomGenerator random,
      InstantSource clock,
      long maxTtlMillis) {
    this.lookup = lookup;
    this.dns = dns;
    this.timer = timer;
    this.judge = judge;
    this.random = random;
    this.clock = clock;
    this.maxTtlMillis = maxTtlMillis;
  }

  /**
   * Opens a resolver that looks names up like the system.
   *
   * @param loop runs timers and the sockets of DNS; not one that carries traffic
   * @param datagrams the loop's class of UDP sockets
   * @param streams the loop's class of TCP sockets
   * @param policy applied to each address when it is resolved
   * @param random jitter; used by several threads
   */
  public static Resolver open(
      ResolverSettings settings,
      EventLoop loop,
      Class<? extends DatagramChannel> datagrams,
      Class<? extends SocketChannel> streams,
      AddressPolicy policy,
      RandomGenerator random,
      InstantSource clock) {
    DnsServers dns = new DnsServers(loop, datagrams, streams);
    return new Resolver(
        new SystemLookup(settings, dns),
        dns,
        loop,
        policy::refusal,
        random,
        clock,
        settings.maxTtlMillis());
  }

  /**
   * Returns the endpoint of a host and port, the same object for all; pair with {@link #release}.
   */
  public Endpoint endpoint(String host, int port) {
    return acquire(new Key(host, port, true));
  }

  /** Returns an endpoint without an address policy, since the operator of this process chose it. */
  public Endpoint endpointWithoutPolicy(String host, int port) {
    return acquire(new Key(host, port, false));
  }

  private synchronized Endpoint acquire(Key key) {
    Endpoint endpoint = endpoints.get(key);
    if (endpoint == null) {
      endpoint = new Endpoint(key, key.judged() ? judge : (_, _) -> null);
      endpoints.put(key, endpoint);
      watch(endpoint);
    }
    endpoint.users++;
    return endpoint;
  }

  private void watch(Endpoint endpoint) {
    String host = endpoint.host();
    if (ResolverSettings.isLiteral(host)) {
      endpoint.update(List.of(InetAddress.ofLiteral(host)), true, Resolution.NONE);
      return;
    }
    WatchedName name = names.get(host.toLowerCase(Locale.ROOT));
    if (name == null) {
      String lower = host.toLowerCase(Locale.ROOT);
      name = new WatchedName(lower, kept.take(lower, clock.millis()));
      names.put(name.name, name);
      plan(name, 0);
      if (name.lastGood() != null) {
        planLastGood(name);
      }
    }
    name.endpoints.add(endpoint);
    update(name, endpoint);
  }

  private void planLastGood(WatchedName name) {
    after(FIRST_ANSWER_MILLIS, name, () -> useLastGood(name));
  }

  private synchronized void useLastGood(WatchedName name) {
    if (!unused(name) && name.useLastGood()) {
      LOG.warn("{} is not resolved yet. Its last addresses are used.", name.name);
      name.endpoints.forEach(endpoint -> update(name, endpoint));
    }
  }

  private static void update(WatchedName name, Endpoint endpoint) {
    endpoint.update(
        name.addresses,
        name.lookedUp,
        new Resolution(List.of(), name.failure, name.unresolvedSince, List.of()));
  }

  /** Returns a resolver of literal addresses only. */
  public static Resolver ofLiterals() {
    ScheduledExecutorService never =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    return new Resolver(
        _ -> LookupResult.failed(NameFailure.NO_ANSWER),
        null,
        never,
        AddressPolicy.STANDARD::refusal,
        RandomGenerator.getDefault(),
        InstantSource.system(),
        ResolverSettings.DEFAULT.maxTtlMillis());
  }

  /** Releases an endpoint. The last good addresses of an unused name are kept. */
  public synchronized void release(Endpoint endpoint) {
    if (--endpoint.users > 0) {
      return;
    }
    endpoints.remove(endpoint.key());
    WatchedName name = names.get(endpoint.host().toLowerCase(Locale.ROOT));
    if (name != null && name.endpoints.remove(endpoint) && name.endpoints.isEmpty()) {
      names.remove(name.name);
      LastGoodAddresses good = name.lastGood();
      if (good != null) {
        kept.keep(name.name, good, clock.millis());
      }
    }
  }

  /** Adds the last good addresses of an earlier process. */
  synchronized void remember(Map<String, LastGoodAddresses> all) {
    long now = clock.millis();
    all.forEach((name, good) -> kept.keep(name, good, now));
  }

  /** Returns the last good addresses of a bounded number of names, those in use first. */
  synchronized Map<String, LastGoodAddresses> lastGood() {
    Map<String, LastGoodAddresses> all = new LinkedHashMap<>();
    for (WatchedName name : names.values()) {
      LastGoodAddresses good = name.lastGood();
      if (good != null && all.size() < UnusedNames.MOST) {
        all.put(name.name, good);
      }
    }
    kept.addTo(all, UnusedNames.MOST, clock.millis());
    return all;
  }

  /** Returns a number that grows whenever the addresses of a name change. */
  synchronized long changes() {
    return changes;
  }

  private void plan(WatchedName name, long delayMillis) {
    after(delayMillis, name, () -> begin(name));
  }

  private void after(long delayMillis, WatchedName name, Runnable task) {
    if (closed) {
      return;
    }
    try {
      var _ = timer.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Stopped before {} was looked up", name.name, e);
    }
  }

  private synchronized boolean unused(WatchedName name) {
    return names.get(name.name) != name;
  }

  private void begin(WatchedName name) {
    boolean failedBefore;
    synchronized (this) {
      failedBefore = name.failing();
    }
    // Blocks on files and responses: never on an event loop.
    var _ =
        Thread.ofVirtual()
            .name("resolve-" + name.name)
            .start(() -> lookUp(name, failedBefore ? failing : going));
  }

  private void lookUp(WatchedName name, Semaphore bound) {
    bound.acquireUninterruptibly();
    LookupResult lookupResult;
    try {
      if (closed || unused(name)) {
        return;
      }
      lookupResult = lookup.lookUp(name.name);
    } catch (RuntimeException e) {
      LOG.error("The name {} could not be looked up", name.name, e);
      lookupResult = LookupResult.failed(NameFailure.SERVER_FAILURE);
    } finally {
      bound.release();
    }
    lookups.incrementAndGet();
    if (!lookupResult.found()) {
      failures.incrementAndGet();
    }
    List<InetAddress> before;
    synchronized (this) {
      before = name.lastAddresses();
    }
    // One lookup of a name at a time: its addresses do not change meanwhile.
    take(name, lookupResult, AddressOrder.of(lookupResult.upon(before), before));
  }

  private synchronized void take(
      WatchedName name, LookupResult lookupResult, List<InetAddress> order) {
    if (unused(name)) {
      return;
    }
    log(name, lookupResult, order);
    if (lookupResult.found() && !order.equals(name.lastAddresses())) {
      changes++;
    }
    name.take(lookupResult, order, clock.millis());
    name.endpoints.forEach(endpoint -> update(name, endpoint));
    long wait = name.waitMillis(lookupResult, ResolverSettings.MIN_TTL_MILLIS, maxTtlMillis);
    // Early enough to have the new addresses before the old ones expire, with jitter.
    plan(name, wait * 7 / 10 + random.nextLong(wait / 4 + 1));
  }

  private static void log(WatchedName name, LookupResult lookupResult, List<InetAddress> order) {
    if (!lookupResult.found() && !name.failing()) {
      LOG.warn(
          "{} does not resolve: {}. {}",
          name.name,
          lookupResult.failure().description(),
          order.isEmpty() ? "It has no address." : "Its last addresses stay.");
    } else if (lookupResult.found() && name.failing()) {
      LOG.info("{} resolves again: {}", name.name, order);
    } else if (lookupResult.found() && name.lookedUp && !name.addresses.equals(order)) {
      LOG.info("{} has other addresses: {}, before: {}", name.name, order, name.addresses);
    }
  }

  /** Applies the policy to all addresses again after it has changed. */
  public synchronized void recheckPolicy() {
    for (Endpoint endpoint : endpoints.values()) {
      WatchedName name = names.get(endpoint.host().toLowerCase(Locale.ROOT));
      if (name != null) {
        update(name, endpoint);
      } else {
        endpoint.update(List.of(InetAddress.ofLiteral(endpoint.host())), true, Resolution.NONE);
      }
    }
  }

  /**
   * The counters of a resolver.
   *
   * @param names that are in use
   * @param unresolved names that do not resolve now
   * @param lookups made since the start
   * @param failures lookups without an address
   * @param queries sent to DNS servers
   */
  public record Counts(int names, int unresolved, long lookups, long failures, long queries) {}

  /** Returns the current counters. */
  public synchronized Counts counts() {
    return new Counts(
        names.size(),
        (int) names.values().stream().filter(WatchedName::failing).count(),
        lookups.get(),
        failures.get(),
        dns == null ? 0 : dns.queries());
  }

  /** Ends all lookups; addresses stay. */
  @Override
  public synchronized void close() {
    closed = true;
    if (dns != null) {
      dns.close();
    }
  }
}
