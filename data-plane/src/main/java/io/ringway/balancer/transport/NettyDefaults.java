package io.ringway.balancer.transport;

import java.util.Map;

/** The defaults of Netty on io_uring that must not be used here, or not yet. */
final class NettyDefaults {

  /**
   * Netty (4.2.18) polls a socket once for all readable events. A reset right after data is then
   * never noticed, and the request waits for its timeout. Polling anew after each read costs one
   * more entry in the ring and no system call.
   */
  private static final String ASK_ONCE = "io.netty.iouring.pollAddMultishotEnabled";

  /**
   * Netty (4.2.18) submits one accept for all connections to come. When no file descriptor is left,
   * it fails and is submitted again at once, for as long as there is none; without it, Netty waits
   * a second between two attempts.
   */
  private static final String ACCEPT_ONCE = "io.netty.iouring.acceptMultiShotEnabled";

  /**
   * Netty (4.2.18) submits one read for all bytes of a connection. Backpressure is then impossible:
   * megabytes are read and handed over before autoRead is looked at. One submission for each read
   * costs little for small bodies and up to twice the CPU for large ones that are copied
   * (docs/performance.md).
   */
  private static final String READ_ONCE = "io.netty.iouring.recvMultiShotEnabled";

  /** The kernel accounts a waiting event loop as idle, not as waiting for a disk. */
  private static final String WAIT_IDLY = "io.netty.iouring.enterNoIoWaitEnabled";

  private NettyDefaults() {}

  /**
   * Sets the properties. Called before Netty's class reads them; values that the operator has set
   * stay.
   */
  static void set() {
    Map.of(ASK_ONCE, "false", ACCEPT_ONCE, "false", READ_ONCE, "false", WAIT_IDLY, "true")
        .forEach((property, value) -> {
          if (System.getProperty(property) == null) {
            System.setProperty(property, value);
          }
        });
  }
}
