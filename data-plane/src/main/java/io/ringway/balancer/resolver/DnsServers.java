package io.ringway.balancer.resolver;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.Future;
import io.ringway.protocol.NameFailure;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of DNS servers, over UDP and, for a truncated response, over TCP. It uses Netty's
 * resolver for the transport only; {@link DnsResponseReader} interprets responses, since Netty's
 * own caches would keep them for too long.
 */
final class DnsServers {

  private static final Logger LOG = LoggerFactory.getLogger(DnsServers.class);

  /** The timeout of one query, after which a datagram counts as lost. */
  private static final long QUERY_MILLIS = 2_000;

  /** The number of queries to each server before the lookup fails. */
  private static final int ROUNDS = 2;

  private static final int MOST_ALIASES = 8;

  private final EventLoop loop;
  private final Class<? extends DatagramChannel> datagrams;
  private final Class<? extends SocketChannel> streams;
  private final AtomicLong queries = new AtomicLong();
  private @Nullable DnsNameResolver carrier; // guarded by this

  DnsServers(
      EventLoop loop,
      Class<? extends DatagramChannel> datagrams,
      Class<? extends SocketChannel> streams) {
    this.loop = loop;
    this.datagrams = datagrams;
    this.streams = streams;
  }

  /** Returns the number of queries sent. */
  long queries() {
    return queries.get();
  }

  /**
   * Returns Netty's resolver, created at the first query: a process without names never needs it.
   */
  private synchronized DnsNameResolver carrier() {
    DnsNameResolver made = carrier;
    if (made == null) {
      made =
          new DnsNameResolverBuilder(loop)
              .datagramChannelType(datagrams)
              .socketChannelType(streams)
              // A port for each query makes forged responses hard (RFC 5452).
              .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
              .queryTimeoutMillis(QUERY_MILLIS)
              .resolveCache(NoopDnsCache.INSTANCE)
              .cnameCache(NoopDnsCnameCache.INSTANCE)
              .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
              .build();
      carrier = made;
    }
    return made;
  }

  synchronized void close() {
    if (carrier != null) {
      carrier.close();
    }
  }

  /** Looks up the addresses of one family, following aliases. */
  CompletableFuture<FamilyAddresses> query(
      String name, DnsRecordType type, List<InetSocketAddress> servers) {
    DnsQuestion question;
    try {
      question = new DefaultDnsQuestion(name + ".", type);
    } catch (IllegalArgumentException e) {
      LOG.debug("'{}' cannot be queried", name, e);
      return CompletableFuture.completedFuture(FamilyAddresses.failed(NameFailure.INVALID_NAME));
    }
    Query query = new Query(question, servers, Long.MAX_VALUE, 0);
    query.next(NameFailure.NO_ANSWER);
    return query.result;
  }

  /** One query, sent to one server after the other. */
  private final class Query {

    private final DnsQuestion question;
    private final List<InetSocketAddress> servers;
    private final long aliasTtlMillis;
    private final int aliases;
    private final CompletableFuture<FamilyAddresses> result = new CompletableFuture<>();
    private int asked;

    Query(DnsQuestion question, List<InetSocketAddress> servers, long aliasTtlMillis, int aliases) {
      this.question = question;
      this.servers = servers;
      this.aliasTtlMillis = aliasTtlMillis;
      this.aliases = aliases;
    }

    /** Queries the next server; after the last one the lookup ends with this failure. */
    void next(NameFailure failure) {
      if (asked == ROUNDS * servers.size()) {
        result.complete(FamilyAddresses.failed(failure));
        return;
      }
      InetSocketAddress server = servers.get(asked++ % servers.size());
      queries.incrementAndGet();
      carrier()
          .query(server, question)
          .addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> {
            try {
              received(done);
            } catch (RuntimeException e) {
              LOG.warn("The response of {} for {} cannot be read", server, question.name(), e);
              next(NameFailure.SERVER_FAILURE);
            }
          });
    }

    private void received(Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) {
      if (!done.isSuccess()) {
        LOG.debug("No response for {}", question.name(), done.cause());
        next(unencodable(done.cause()) ? NameFailure.INVALID_NAME : NameFailure.NO_ANSWER);
        return;
      }
      AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = done.getNow();
      try {
        DnsResponseCode code = envelope.content().code();
        if (code.equals(DnsResponseCode.NOERROR)) {
          take(DnsResponseReader.of(question, envelope.content()));
        } else if (code.equals(DnsResponseCode.NXDOMAIN)) {
          result.complete(FamilyAddresses.failed(NameFailure.NO_SUCH_NAME));
        } else {
          next(NameFailure.SERVER_FAILURE);
        }
      } finally {
        envelope.release();
      }
    }

    private void take(DnsResponseReader found) {
      long ttlMillis = Math.min(aliasTtlMillis, found.ttlMillis());
      if (found.alias().isEmpty()) {
        result.complete(FamilyAddresses.found(found.addresses(), ttlMillis));
      } else if (aliases == MOST_ALIASES) {
        result.complete(FamilyAddresses.failed(NameFailure.SERVER_FAILURE)); // a loop of aliases
      } else {
        Query further =
            new Query(
                new DefaultDnsQuestion(found.alias(), question.type()),
                servers,
                ttlMillis,
                aliases + 1);
        var _ = further.result.thenAccept(result::complete);
        further.next(NameFailure.NO_ANSWER);
      }
    }
  }

  /** Tells whether the name cannot be encoded: Netty throws this when a label is too long. */
  private static boolean unencodable(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof IllegalArgumentException) {
        return true;
      }
    }
    return false;
  }
}
