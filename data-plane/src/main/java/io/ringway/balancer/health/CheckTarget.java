package io.ringway.balancer.health;

import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerTls;

/**
 * A target of health checks and the way it is checked.
 *
 * @param port that is asked, not always that of the server
 */
record CheckTarget(
    String host, int port, HealthPolicy policy, ServerTls tls, ProxyProtocol proxyProtocol) {

  CheckTarget(
      ServerConfig server, HealthPolicy policy, ServerTls tls, ProxyProtocol proxyProtocol) {
    this(
        server.host(),
        policy.port() == 0 ? server.port() : policy.port(),
        policy,
        tls,
        proxyProtocol);
  }

  /** The name or address that the server has to prove to checks, where it speaks TLS. */
  String tlsName() {
    return policy.host().isEmpty() ? tls.nameOf(host) : policy.hostName();
  }

  /** The value of the Host header: with TLS the server is asked for by the name that it proves. */
  String authority() {
    if (!policy.host().isEmpty()) {
      return policy.host();
    }
    String name = tls.enabled() ? tls.nameOf(host) : host;
    return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
  }
}
