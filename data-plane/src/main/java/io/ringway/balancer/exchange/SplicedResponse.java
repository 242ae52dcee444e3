package io.ringway.balancer.exchange;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.ringway.balancer.splice.Splice;
import io.ringway.balancer.splice.Splicer;
import io.ringway.balancer.upstream.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/**
 * The rest of an answer's body that goes to the client within the kernel, when it is long and its
 * length is known. What came with the head was copied, and has to have left before.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is heard
final class SplicedResponse implements Splice.Listener {

  private final Exchange exchange;
  private final ServerSide server;
  private final EventLoopContext loop;
  private final ClientSide client;
  private final ResponseRelay relay;
  private final int minimumBytes;
  private @Nullable UpstreamConnection source;
  private boolean flushing;
  private boolean ending;
  private @Nullable Splice splice;

  SplicedResponse(
      Exchange exchange,
      ServerSide server,
      EventLoopContext loop,
      ClientSide client,
      ResponseRelay relay,
      int leastBytes) {
    this.exchange = exchange;
    this.server = server;
    this.loop = loop;
    this.client = client;
    this.relay = relay;
    this.minimumBytes = leastBytes;
  }

  /** Whether neither side is read from because the kernel does it, or soon will. */
  boolean wanted() {
    return source != null;
  }

  /** Whether bytes are on their way, so that nothing else may be written to the client. */
  boolean running() {
    return splice != null;
  }

  /** Whether the server has given all of the body. */
  boolean allTaken() {
    return splice != null && splice.allReceived();
  }

  /** How many bytes of the server wait for the client to take others. */
  int held() {
    return splice == null ? 0 : splice.held();
  }

  /** A part of the answer was copied; from now on neither side is read from, if it is worth it. */
  void startIfWorthwhile(UpstreamConnection from) {
    if (source == null
        && !ending
        && minimumBytes != 0
        && loop.splicer != null
        && relay.bodyLeft() >= minimumBytes
        && exchange.body.done()
        && !from.tls()
        && client.plain()
        && nothingWaits(from.channel())) {
      source = from;
      from.reading(false);
      client.reading(false);
    }
  }

  /** Nothing more is copied before what was copied has left. */
  void begin() {
    if (source == null || flushing || splice != null) {
      return;
    }
    flushing = true;
    client
        .channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          flushing = false;
          if (written.isSuccess() && source != null) {
            start(source);
          }
        });
  }

  private static boolean nothingWaits(Channel to) {
    ChannelOutboundBuffer waiting = to.unsafe().outboundBuffer();
    return waiting != null && waiting.isEmpty();
  }

  private void start(UpstreamConnection from) {
    if (!nothingWaits(client.channel)) {
      begin(); // what has left was of the answer before
      return;
    }
    Splicer splicer = loop.splicer;
    Splice begun =
        splicer == null
            ? null
            : splicer.begin(from.channel(), client.channel, relay.bodyLeft(), this);
    if (begun == null) {
      source = null;
      from.reading(true);
      client.reading(true);
      return;
    }
    splice = begun;
    begun.start();
  }

  @Override
  public void received(int bytes) {
    relay.spliced(bytes);
    loop.telemetry.spliced(bytes);
  }

  @Override
  public void sent(int bytes) {
    exchange.progressed();
  }

  @Override
  public void finished(boolean silent) {
    end();
    server.responseComplete(!silent);
  }

  @Override
  public void sourceEnds() {
    fallBackToCopying();
  }

  @Override
  public void sourceBroke() {
    end();
    server.responseBroken();
  }

  @Override
  public void sinkBroke() {
    end();
    exchange.abort();
  }

  /**
   * The server says no more after what it has said, which is read and copied: the bytes before that
   * leave first.
   */
  void fallBackToCopying() {
    UpstreamConnection from = source;
    if (splice != null && from != null) {
      ending = true;
      client.write(splice.abandon());
      end();
      from.reading(true);
      client.reading(true);
    }
  }

  /** The exchange is over, whatever is on its way. */
  void stop() {
    if (splice != null) {
      splice.stop();
    }
    end();
    ending = false;
  }

  private void end() {
    splice = null;
    source = null;
  }
}
