package io.ringway.balancer.health;

import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ProxyProtocol;
import io.ringway.protocol.ServerTls;

/** What is checked and how. */
record Target(
    String host, int port, HealthPolicy policy, ServerTls tls, ProxyProtocol proxyProtocol) {

  /** The value of the Host header: with TLS the server is asked for by the name that it proves. */
  String authority() {
    String name = tls.enabled() ? tls.nameOf(host) : host;
    return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
  }
}
