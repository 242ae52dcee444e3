package io.ringway.protocol.address;

import java.net.InetAddress;

/** The endpoints of Ringway itself, which are never servers of a cluster. */
@FunctionalInterface
public interface OwnEndpoints {

  /** No endpoint. */
  OwnEndpoints NONE = (_, _) -> false;

  /** Returns whether Ringway listens at this address and port. May query the operating system. */
  boolean contains(InetAddress address, int port);
}
