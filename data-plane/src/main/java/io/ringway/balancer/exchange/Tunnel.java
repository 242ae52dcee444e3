package io.ringway.balancer.exchange;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.ringway.balancer.transport.HalfClose;

/**
 * The end of a tunnel: each side may close its half while the other one goes on (RFC 9293 section
 * 3.6). The tunnel is over when both have.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is handled
final class Tunnel {

  private final Channel client;
  private final Channel server;
  private boolean clientHasEnded;
  private boolean serverHasEnded;

  Tunnel(Channel client, Channel server) {
    this.client = client;
    this.server = server;
    server.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /** Closes the server's half, since the client sends no more. */
  void clientEnded() {
    if (!clientHasEnded) {
      clientHasEnded = true;
      end(server);
    }
  }

  /** Closes the client's half, since the server sends no more. */
  void serverEnded() {
    if (!serverHasEnded) {
      serverHasEnded = true;
      end(client);
    }
  }

  /** Sends everything written before, then the end. */
  private void end(Channel to) {
    boolean over = clientHasEnded && serverHasEnded;
    to.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            over
                ? (ChannelFutureListener) _ -> closeBoth()
                : (ChannelFutureListener)
                    done -> {
                      if (done.isSuccess()) {
                        HalfClose.shutdownOutput(to);
                      }
                    });
  }

  private void closeBoth() {
    server.close();
    client.close();
  }
}
