package io.ringway.balancer.proxy;

import io.netty.channel.Channel;
import io.ringway.balancer.preface.PrefaceHandler;
import io.ringway.balancer.tls.AskedHost;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.TlsDoor;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a new connection passes before its first request: the header of the PROXY protocol, where
 * its peer is one that sends it, and then the handshake on a port with TLS. Any other connection
 * has nothing but its exchange.
 */
final class Entrance {

  private static final byte TLS_HANDSHAKE = 22;

  private final HttpRules rules;
  private final Complaints complaints;

  Entrance(HttpRules rules, Complaints complaints) {
    this.rules = rules;
    this.complaints = complaints;
  }

  /** Builds the pipeline; with certificates it is that of a port with TLS. */
  void admit(Channel channel, ClientSide client, @Nullable Certificates certificates) {
    if (rules.prefaced().contains(channel.remoteAddress())) {
      channel.pipeline().addLast(new PrefaceHandler(preface(channel, client)));
    }
    if (certificates != null) {
      channel
          .pipeline()
          .addLast(
              new TlsDoor(certificates, rules.timeouts().headMillis(), keeper(channel, client)));
    }
    channel.pipeline().addLast(client);
  }

  private PrefaceHandler.Listener preface(Channel channel, ClientSide client) {
    return new PrefaceHandler.Listener() {
      @Override
      public void comesFrom(InetSocketAddress source, boolean overTls) {
        client.comesFrom(source, overTls);
      }

      @Override
      public void refused(String problem) {
        client.turnedAway();
        complaints.tell(
            channel.remoteAddress(),
            "it is to begin with a header of the PROXY protocol (--proxy-protocol-from), but "
                + problem
                + ".");
      }
    };
  }

  private TlsDoor.Keeper keeper(Channel channel, ClientSide client) {
    return new TlsDoor.Keeper() {
      @Override
      public void notTls(boolean http) {
        complaints.tell(
            channel.remoteAddress(),
            http
                ? "it speaks plain HTTP on a port with TLS; use https."
                : "what it says on a port with TLS is no TLS.");
        if (http) {
          client.refuse(Failure.TLS_EXPECTED);
        } else {
          client.turnedAway();
          var _ = channel.close();
        }
      }

      @Override
      public void asked(AskedHost host) {
        client.asked(host);
      }

      @Override
      public void refused(String reason) {
        client.turnedAway();
        complaints.tell(channel.remoteAddress(), "the TLS handshake failed: " + reason + ".");
      }
    };
  }

  /** What began on a port without TLS is no HTTP: says what it looks like. */
  void complain(Channel channel, byte first) {
    complaints.tell(
        channel.remoteAddress(),
        first == TLS_HANDSHAKE
            ? "it speaks TLS on a port without TLS; use http, or a port with TLS."
            : "what it says is no HTTP.");
  }
}
