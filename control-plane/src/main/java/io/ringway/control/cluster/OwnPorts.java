package io.ringway.control.cluster;

import io.ringway.control.shell.LocalAddresses;
import io.ringway.protocol.address.OwnEndpoints;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The ports of this control plane. A server at one of them would let requests reach it through a
 * balancer.
 */
@Component
class OwnPorts implements OwnEndpoints {

  private final Set<Integer> ports = new CopyOnWriteArraySet<>();

  @EventListener
  void listening(WebServerInitializedEvent event) {
    ports.add(event.getWebServer().getPort());
  }

  @Override
  public boolean contains(InetAddress address, int port) {
    return ports.contains(port) && LocalAddresses.contains(address);
  }
}
