package io.ringway.balancer.health;

import io.ringway.protocol.HealthPolicy;

/** What is checked and how. */
record Target(String host, int port, HealthPolicy policy) {

  /** The value of the Host header. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
