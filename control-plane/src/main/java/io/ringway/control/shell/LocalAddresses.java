package io.ringway.control.shell;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of the machine that this control plane runs on. */
public final class LocalAddresses {

  private static final Logger LOG = LoggerFactory.getLogger(LocalAddresses.class);

  private LocalAddresses() {}

  /** Tells whether an address leads to this machine. Queries the operating system. */
  public static boolean contains(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      LOG.warn("The addresses of this machine are not known: {}", e.toString());
      return false;
    }
  }
}
