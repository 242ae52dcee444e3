package io.ringway.balancer.resolver;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The content of a DNS response without an error.
 *
 * @param addresses that the name has, directly or by aliases within the response
 * @param alias the name to query next when the aliases end at one without addresses; else empty
 * @param ttlMillis the shortest of all records that led there
 */
record DnsResponseReader(List<InetAddress> addresses, String alias, long ttlMillis) {

  private record Alias(String target, long ttl) {}

  static DnsResponseReader of(DnsQuestion question, DnsResponse response) {
    Map<String, Alias> aliases = new HashMap<>();
    Map<String, List<DnsRawRecord>> records = new HashMap<>();
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record instanceof DnsRawRecord raw) {
        String owner = lower(record.name());
        if (record.type().equals(DnsRecordType.CNAME)) {
          ByteBuf target = raw.content().duplicate();
          aliases.put(
              owner,
              new Alias(lower(DefaultDnsRecordDecoder.decodeName(target)), record.timeToLive()));
        } else if (record.type().equals(question.type())) {
          records.computeIfAbsent(owner, _ -> new ArrayList<>()).add(raw);
        }
      }
    }
    String name = lower(question.name());
    String asked = name;
    long ttl = Long.MAX_VALUE;
    for (Alias next = aliases.remove(name); next != null; next = aliases.remove(name)) {
      name = next.target();
      ttl = Math.min(ttl, next.ttl());
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (DnsRawRecord record : records.getOrDefault(name, List.of())) {
      addresses.add(address(record));
      ttl = Math.min(ttl, record.timeToLive());
    }
    boolean further = addresses.isEmpty() && !name.equals(asked);
    return new DnsResponseReader(
        List.copyOf(addresses),
        further ? name : "",
        ttl == Long.MAX_VALUE ? ttl : TimeUnit.SECONDS.toMillis(ttl));
  }

  private static InetAddress address(DnsRawRecord record) {
    byte[] bytes = new byte[record.content().readableBytes()];
    record.content().getBytes(record.content().readerIndex(), bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("An address has " + bytes.length + " bytes.", e);
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
