package io.ringway.balancer.resolver;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.ringway.protocol.address.AddressPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real DNS server on loopback with changeable responses. */
public final class LoopbackDns implements AutoCloseable {

  /** The records of a name: addresses, an alias, or only a response code. */
  private record Zone(DnsResponseCode code, int ttl, List<InetAddress> addresses, String alias) {}

  private static final Zone UNKNOWN = new Zone(DnsResponseCode.NXDOMAIN, 0, List.of(), "");

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, Zone> zones = new ConcurrentHashMap<>();
  private final Channel channel;
  private final AtomicInteger waiting = new AtomicInteger();

  /** The queried names in order, with their types. */
  public final List<String> questions = new CopyOnWriteArrayList<>();

  /** The most queries that waited for a response at once. */
  public final AtomicInteger mostAtOnce = new AtomicInteger();

  /** True when no query gets a response. */
  public volatile boolean silent;

  /** True when AAAA queries get no response, as with some old servers. */
  public volatile boolean deafToSix;

  /** The delay of a response. */
  public volatile int delayMillis;

  /** Starts on a free port. */
  public LoopbackDns() {
    channel =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Answering());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  /** Returns its address. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Sets the addresses of a name. */
  public void has(String name, int ttl, String... addresses) {
    List<InetAddress> parsed = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
    zones.put(name + ".", new Zone(DnsResponseCode.NOERROR, ttl, parsed, ""));
  }

  /** Sets an alias. */
  public void isAlias(String name, int ttl, String target) {
    zones.put(name + ".", new Zone(DnsResponseCode.NOERROR, ttl, List.of(), target + "."));
  }

  /** Sets the response code of a name. */
  public void fails(String name, DnsResponseCode code) {
    zones.put(name + ".", new Zone(code, 0, List.of(), ""));
  }

  /** Opens a resolver that uses this server and no file of the system. */
  public Resolver resolver(AddressPolicy policy) {
    return resolver(policy, Path.of("/nonexistent"), Path.of("/nonexistent"));
  }

  /** Opens a resolver that uses this server. */
  public Resolver resolver(AddressPolicy policy, Path resolvConf, Path hosts) {
    return Resolver.open(
        new ResolverSettings(List.of(address()), 1_000, resolvConf, hosts),
        group.next(),
        NioDatagramChannel.class,
        NioSocketChannel.class,
        policy,
        new Random(1),
        InstantSource.system());
  }

  private final class Answering extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      questions.add(question.name() + " " + question.type().name());
      if (silent || deafToSix && question.type().equals(DnsRecordType.AAAA)) {
        return;
      }
      mostAtOnce.accumulateAndGet(waiting.incrementAndGet(), Math::max);
      DatagramDnsResponse response =
          new DatagramDnsResponse(
              /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
      response.addRecord(
          DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
      response.setRecursionAvailable(true);
      String name = question.name().toLowerCase(Locale.ROOT);
      Zone zone = zones.getOrDefault(name, UNKNOWN);
      response.setCode(zone.code());
      if (!zone.alias().isEmpty()) {
        response.addRecord(
            DnsSection.ANSWER,
            new DefaultDnsRawRecord(name, DnsRecordType.CNAME, zone.ttl(), encoded(zone.alias())));
      }
      int length = question.type().equals(DnsRecordType.A) ? 4 : 16;
      for (InetAddress address : zone.addresses()) {
        if (address.getAddress().length == length) {
          response.addRecord(
              DnsSection.ANSWER,
              new DefaultDnsRawRecord(
                  name, question.type(), zone.ttl(), Unpooled.wrappedBuffer(address.getAddress())));
        }
      }
      var _ =
          context
              .executor()
              .schedule(
                  () -> {
                    waiting.decrementAndGet();
                    var _ = context.writeAndFlush(response);
                  },
                  delayMillis,
                  TimeUnit.MILLISECONDS);
    }
  }

  private static ByteBuf encoded(String name) {
    ByteBuf bytes = Unpooled.buffer();
    for (String label : name.substring(0, name.length() - 1).split("\\.", -1)) {
      bytes.writeByte(label.length()).writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    return bytes.writeByte(0);
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    var _ = group.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
  }
}
