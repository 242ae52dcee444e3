package io.ringway.balancer.exchange;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.ringway.balancer.splice.Splice;
import io.ringway.balancer.splice.Splicer;
import io.ringway.balancer.upstream.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a long response body that the kernel moves to the client, when its length is known.
 * The bytes that came with the head were copied, and have to be sent before.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
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

  /** Returns whether neither side is read from here, because the kernel reads or soon will. */
  boolean wanted() {
    return source != null;
  }

  /** Returns whether the kernel moves bytes, so that nothing else may be written to the client. */
  boolean running() {
    return splice != null;
  }

  /** Returns whether the server has sent the whole body. */
  boolean allTaken() {
    return splice != null && splice.allReceived();
  }

  /** Returns the number of bytes from the server that the client has not taken yet. */
  int held() {
    return splice == null ? 0 : splice.held();
  }

  /**
   * Stops reading from both sides if it is worth letting the kernel move the rest. Called after a
   * part of the response was copied.
   */
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

  /** Starts once everything that was copied has been sent. */
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
      begin(); // only the end of the previous response was sent
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
   * Goes back to copying, since the server sends no more than the bytes already here. The bytes in
   * the kernel are sent first.
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

  /** Stops, whatever is on its way. */
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
