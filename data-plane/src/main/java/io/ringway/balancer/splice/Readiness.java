package io.ringway.balancer.splice;

import org.jspecify.annotations.Nullable;

/** Notification of readable and writable sockets by the event loop. Used on that loop only. */
interface Readiness {

  /** A watch of one socket; each request leads to one notification. */
  interface Watch {
    /** Runs the listener when the socket has bytes, has ended or has failed. */
    void whenReadable(Runnable listener);

    /** Runs the listener when the socket is writable or has failed. */
    void whenWritable(Runnable listener);

    /** Ends the watch: no listener runs, and the kernel releases the socket. */
    void close();
  }

  /** Tells whether it can be used; for any thread. */
  boolean open();

  /** Watches a socket; null when this process has no descriptor left. */
  @Nullable Watch watch(int socket);
}
