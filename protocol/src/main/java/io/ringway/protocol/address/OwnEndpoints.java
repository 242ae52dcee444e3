package io.ringway.protocol.address;

import java.net.InetAddress;

/** The endpoints of Ringway itself, which are never servers of a cluster. */
@FunctionalInterface
public interface OwnEndpoints {

  /** No endpoint. */
  OwnEndpoints NONE = (_, _) -> false;

  /** Tells whether Ringway listens at this address and port. May ask the operating system. */
  boolean contains(InetAddress address, int port);
}
