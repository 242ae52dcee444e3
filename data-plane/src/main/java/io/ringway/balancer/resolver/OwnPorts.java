package io.ringway.balancer.resolver;

import io.ringway.protocol.address.OwnEndpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of Ringway itself that no server may have: the control plane's, at its current
 * addresses, and this balancer's admin port. Safe for use by any number of threads.
 */
public final class OwnPorts implements OwnEndpoints {

  private static final Logger LOG = LoggerFactory.getLogger(OwnPorts.class);

  private volatile @Nullable Endpoint control;
  private volatile int adminPort;

  /** Creates an empty set. */
  public OwnPorts() {}

  /** Adds the control plane. */
  public void control(Endpoint endpoint) {
    control = endpoint;
  }

  /** Adds the admin port of this process. */
  public void adminPort(int port) {
    adminPort = port;
  }

  @Override
  public boolean contains(InetAddress address, int port) {
    if (port == adminPort && isHere(address)) {
      return true;
    }
    Endpoint plane = control;
    if (plane == null || plane.key().port() != port) {
      return false;
    }
    CandidateAddresses at = plane.candidates();
    return at.contains(new InetSocketAddress(address, port))
        || at.addresses().stream().anyMatch(each -> isHere(each.getAddress())) && isHere(address);
  }

  /** Tells whether this machine has the address. */
  private static boolean isHere(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      LOG.debug("Cannot determine whether {} is an address of this machine", address, e);
      return false;
    }
  }
}
