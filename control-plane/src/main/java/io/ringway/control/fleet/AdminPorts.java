package io.ringway.control.fleet;

import io.ringway.control.shell.LocalAddresses;
import io.ringway.protocol.Message;
import io.ringway.protocol.address.OwnEndpoints;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The admin ports of the balancers that have connected to this node since it started. A server must
 * not point at one, even when the port only listens on loopback, which is the default. A balancer
 * sends its admin port but not the address that the port is bound to, so the address that the
 * balancer connected from is used. Safe for use by any number of threads.
 */
@Component
class AdminPorts implements OwnEndpoints {

  private static final Logger LOG = LoggerFactory.getLogger(AdminPorts.class);

  private record AdminPort(InetAddress from, int port) {}

  private final Map<String, AdminPort> byBalancer = new ConcurrentHashMap<>();

  /**
   * Records the admin port of a balancer that connects.
   *
   * @param from an IP address literal, or empty when it is not known
   */
  void register(Message.Hello hello, String from) {
    try {
      InetAddress address = InetAddress.ofLiteral(from);
      byBalancer.put(hello.balancerId(), new AdminPort(address, hello.adminPort()));
    } catch (IllegalArgumentException e) {
      LOG.debug("The address of balancer {} is not known: '{}'", hello.name(), from, e);
    }
  }

  void remove(String balancerId) {
    byBalancer.remove(balancerId);
  }

  @Override
  public boolean contains(InetAddress address, int port) {
    for (AdminPort each : byBalancer.values()) {
      if (each.port() == port && (address.equals(each.from()) || reaches(address, each.from()))) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether the address leads the balancer to itself, or this machine to itself. */
  private static boolean reaches(InetAddress address, InetAddress balancer) {
    return address.isLoopbackAddress()
        || LocalAddresses.contains(address) && LocalAddresses.contains(balancer);
  }
}
