package io.ringway.balancer.health;

import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerTls;

/**
 * A target of health checks with its policy.
 *
 * @param port of the checks, not always that of the server
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

  /** Returns the name or address that the server's certificate has to be for, with TLS. */
  String tlsName() {
    return policy.host().isEmpty() ? tls.nameOf(host) : policy.hostName();
  }

  /** Returns the value of the Host field; with TLS the name that the certificate is for. */
  String authority() {
    if (!policy.host().isEmpty()) {
      return policy.host();
    }
    String name = tls.enabled() ? tls.nameOf(host) : host;
    return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
  }
}
