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
 * The pipeline of a new connection: the PROXY protocol for peers that send it, then TLS on a port
 * with TLS. Any other connection has only its exchange.
 */
final class ConnectionInitializer {

  private final HttpRules rules;
  private final ProtocolErrorLog errors;

  ConnectionInitializer(HttpRules rules, ProtocolErrorLog protocolErrorLog) {
    this.rules = rules;
    this.errors = protocolErrorLog;
  }

  /**
   * Builds the pipeline.
   *
   * @param certificates null for a port without TLS
   */
  void initialize(Channel channel, ClientSide client, @Nullable Certificates certificates) {
    if (rules.proxyProtocolPeers().contains(channel.remoteAddress())) {
      channel.pipeline().addLast(new ProxyProtocolHandler(proxyProtocolListener(channel, client)));
    }
    if (certificates != null) {
      channel
          .pipeline()
          .addLast(
              new TlsDetector(
                  certificates, rules.timeouts().headMillis(), tlsListener(channel, client)));
    }
    channel.pipeline().addLast(client);
  }

  private ProxyProtocolHandler.Listener proxyProtocolListener(Channel channel, ClientSide client) {
    return new ProxyProtocolHandler.Listener() {
      @Override
      public void source(InetSocketAddress source, boolean overTls) {
        client.sourceNamed(source, overTls);
      }

      @Override
      public void refused(String problem) {
        client.rejected();
        errors.log(
            channel.remoteAddress(),
            "it has to start with a header of the PROXY protocol (--proxy-protocol-from), but "
                + problem
                + ".");
      }
    };
  }

  private TlsDetector.Listener tlsListener(Channel channel, ClientSide client) {
    return new TlsDetector.Listener() {
      @Override
      public void notTls(boolean http) {
        errors.log(
            channel.remoteAddress(),
            http
                ? "it speaks plain HTTP on a port with TLS; use https."
                : "what it sends on a port with TLS is not TLS.");
        if (http) {
          client.refuse(Failure.TLS_EXPECTED);
        } else {
          client.rejected();
          var _ = channel.close();
        }
      }

      @Override
      public void serverName(SniHost host) {
        client.sniHost(host);
      }

      @Override
      public void refused(String reason) {
        client.rejected();
        errors.log(channel.remoteAddress(), "the TLS handshake failed: " + reason + ".");
      }
    };
  }
}
