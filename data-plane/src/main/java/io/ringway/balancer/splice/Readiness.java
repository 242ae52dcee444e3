package io.ringway.balancer.splice;

import org.jspecify.annotations.Nullable;

/** Has the event loop tell when sockets can be read from or written to. Used on that loop only. */
interface Readiness {

  /** One socket that is looked at; each question is answered once. */
  interface Watch {
    /** Tells when the socket has bytes, has ended or has failed. */
    void whenReadable(Runnable told);

    /** Tells when the socket takes bytes or has failed. */
    void whenWritable(Runnable told);

    /** Looks at it no more: nobody is told, and the kernel lets go of the socket. */
    void close();
  }

  /** Whether it can be asked; for any thread. */
  boolean open();

  /** Looks at a socket; null when this process has no file left for that. */
  @Nullable Watch watch(int socket);
}
