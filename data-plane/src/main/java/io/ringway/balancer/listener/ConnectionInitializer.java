package io.ringway.balancer.listener;

import io.netty.channel.Channel;
import io.ringway.balancer.exchange.ClientSide;
import io.ringway.balancer.exchange.HttpRules;
import io.ringway.balancer.exchange.ProtocolErrorLog;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.proxyprotocol.ProxyProtocolHandler;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.SniHost;
import io.ringway.balancer.tls.TlsDetector;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a new connection passes before its first request: the header of the PROXY protocol, where
 * its peer is one that sends it, and then the handshake on a port with TLS. Any other connection
 * has nothing but its exchange.
 */
final class ConnectionInitializer {

  private final HttpRules rules;
  private final ProtocolErrorLog protocolErrorLog;

  ConnectionInitializer(HttpRules rules, ProtocolErrorLog protocolErrorLog) {
    this.rules = rules;
    this.protocolErrorLog = protocolErrorLog;
  }

  /** Builds the pipeline; with certificates it is that of a port with TLS. */
  void admit(Channel channel, ClientSide client, @Nullable Certificates certificates) {
    if (rules.prefaced().contains(channel.remoteAddress())) {
      channel.pipeline().addLast(new ProxyProtocolHandler(preface(channel, client)));
    }
    if (certificates != null) {
      channel
          .pipeline()
          .addLast(
              new TlsDetector(
                  certificates, rules.timeouts().headMillis(), keeper(channel, client)));
    }
    channel.pipeline().addLast(client);
  }

  private ProxyProtocolHandler.Listener preface(Channel channel, ClientSide client) {
    return new ProxyProtocolHandler.Listener() {
      @Override
      public void source(InetSocketAddress source, boolean overTls) {
        client.comesFrom(source, overTls);
      }

      @Override
      public void refused(String problem) {
        client.turnedAway();
        protocolErrorLog.tell(
            channel.remoteAddress(),
            "it is to begin with a header of the PROXY protocol (--proxy-protocol-from), but "
                + problem
                + ".");
      }
    };
  }

  private TlsDetector.Listener keeper(Channel channel, ClientSide client) {
    return new TlsDetector.Listener() {
      @Override
      public void notTls(boolean http) {
        protocolErrorLog.tell(
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
      public void serverName(SniHost host) {
        client.asked(host);
      }

      @Override
      public void refused(String reason) {
        client.turnedAway();
        protocolErrorLog.tell(channel.remoteAddress(), "the TLS handshake failed: " + reason + ".");
      }
    };
  }
}
