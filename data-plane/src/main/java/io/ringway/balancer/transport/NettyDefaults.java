package io.ringway.balancer.transport;

import java.util.Map;

/** What Netty does by default on io_uring and must not do here, or not yet. */
final class NettyDefaults {

  /**
   * With it Netty (4.2.18) asks the kernel once to tell every time that a socket becomes readable.
   * A reset on the heels of data is then not told apart from the data: it is never noticed, and the
   * request waits for its timeout. Without it, asking anew after each read costs one more entry in
   * the ring and no system call.
   */
  private static final String ASK_ONCE = "io.netty.iouring.pollAddMultishotEnabled";

  /**
   * With it Netty (4.2.18) asks the kernel once for all connections to come. When no file
   * descriptor is left, that fails and is asked again at once, for as long as none is; without it
   * Netty waits a second between two attempts.
   */
  private static final String ACCEPT_ONCE = "io.netty.iouring.acceptMultiShotEnabled";

  /**
   * With it Netty (4.2.18) asks the kernel once for all that will come on a connection. Then the
   * other side cannot be held back: what is there is read and handed over, megabytes of it, before
   * the wish to read no more is looked at. Asking for each read costs little for small bodies and
   * up to twice the CPU for large ones that are copied (docs/performance.md).
   */
  private static final String READ_ONCE = "io.netty.iouring.recvMultiShotEnabled";

  /** With it a loop that waits for traffic is idle to the kernel, not waiting for a disk. */
  private static final String WAIT_IDLY = "io.netty.iouring.enterNoIoWaitEnabled";

  private NettyDefaults() {}

  /** Before the first look at Netty's class, which reads them. What the operator has set stays. */
  static void set() {
    Map.of(ASK_ONCE, "false", ACCEPT_ONCE, "false", READ_ONCE, "false", WAIT_IDLY, "true")
        .forEach((property, value) -> {
          if (System.getProperty(property) == null) {
            System.setProperty(property, value);
          }
        });
  }
}
