package io.ringway.control.cluster;

import io.ringway.protocol.address.OwnEndpoints;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The ports of this control plane: whoever made one a server could speak to it as a balancer. */
@Component
class OwnPorts implements OwnEndpoints {

  private static final Logger LOG = LoggerFactory.getLogger(OwnPorts.class);

  private final Set<Integer> ports = new CopyOnWriteArraySet<>();

  @EventListener
  void listening(WebServerInitializedEvent event) {
    ports.add(event.getWebServer().getPort());
  }

  @Override
  public boolean contains(InetAddress address, int port) {
    return ports.contains(port) && (address.isLoopbackAddress() || ofThisMachine(address));
  }

  private static boolean ofThisMachine(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      LOG.warn("The addresses of this machine are not known: {}", e.toString());
      return false;
    }
  }
}
