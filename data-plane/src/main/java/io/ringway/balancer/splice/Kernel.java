package io.ringway.balancer.splice;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls of Linux that the JDK does not offer. They return a count, or the negative error
 * number as inside the kernel. Not safe for several threads, which would share one place for
 * errors.
 */
@SuppressWarnings("restricted") // types and arguments are checked here
final class Kernel {

  /** EAGAIN: nothing to read, or no room. The same number on x86-64 and ARM. */
  static final int WOULD_BLOCK = -11;

  // fcntl.h and asm-generic/fcntl.h, the same on x86-64 and ARM.
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SPLICE_F_MOVE = 1;
  private static final int SPLICE_F_NONBLOCK = 2;
  private static final int MSG_PEEK = 2;
  private static final short POLLRDHUP = 0x2000;
  private static final int MSG_DONTWAIT = 0x40;

  // asm-generic/ioctls.h
  private static final long SIOCOUTQ = 0x5411;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private static final MethodHandle SPLICE =
      call("splice", FunctionDescriptor.of(LONG, INT, LONG, INT, LONG, LONG, INT));
  private static final MethodHandle PIPE =
      call("pipe2", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle CONTROL =
      call("fcntl", FunctionDescriptor.of(INT, INT, INT, INT), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      call("read", FunctionDescriptor.of(LONG, INT, LONG, LONG));
  private static final MethodHandle RECEIVE =
      call("recv", FunctionDescriptor.of(LONG, INT, LONG, LONG, INT));
  private static final MethodHandle POLL =
      call("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
  private static final MethodHandle DEVICE =
      call(
          "ioctl",
          FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));

  private final MemorySegment state = Arena.ofAuto().allocate(STATE);
  private final MemorySegment scratch = Arena.ofAuto().allocate(8, Long.BYTES);

  private static MethodHandle call(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.captureCallState("errno");
    System.arraycopy(options, 0, all, 1, options.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
  }

  private int result(long value) {
    return value >= 0 ? (int) value : -(int) ERRNO.get(state, 0L);
  }

  /** Moves bytes without blocking; returns 0 at the end of the source. */
  int splice(int from, int to, int most) {
    try {
      return result(
          (long)
              SPLICE.invokeExact(
                  state, from, 0L, to, 0L, (long) most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Opens a pipe; returns its ends for reading and for writing. Neither ever blocks. */
  int[] pipe() throws IOException {
    int made;
    try {
      made = result((int) PIPE.invokeExact(state, scratch, O_NONBLOCK | O_CLOEXEC));
    } catch (Throwable e) {
      throw failed(e);
    }
    if (made < 0) {
      throw new IOException("the kernel opens no pipe: error " + -made);
    }
    return new int[] {scratch.getAtIndex(INT, 0), scratch.getAtIndex(INT, 1)};
  }

  /** Requests a size of a pipe; returns the actual size, or an error. */
  int resize(int pipe, int bytes) {
    return control(pipe, F_SETPIPE_SZ, bytes);
  }

  /** Makes a socket blocking or not. It has no other flag that this could change. */
  void setBlocking(int socket, boolean wanted) {
    control(socket, F_SETFL, wanted ? 0 : O_NONBLOCK);
  }

  /** Returns another descriptor of the same file, or an error. */
  int duplicate(int descriptor) {
    return control(descriptor, F_DUPFD_CLOEXEC, 0);
  }

  private int control(int descriptor, int command, int argument) {
    try {
      return result((int) CONTROL.invokeExact(state, descriptor, command, argument));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Copies the content of a pipe to an address. */
  int read(int pipe, long address, int most) {
    try {
      return result((long) READ.invokeExact(state, pipe, address, (long) most));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Tells whether a socket is open without bytes to read. */
  boolean isIdle(int socket) {
    try {
      return result(
              (long)
                  RECEIVE.invokeExact(
                      state, socket, scratch.address(), 1L, MSG_PEEK | MSG_DONTWAIT))
          == WOULD_BLOCK;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Tells whether the peer has half-closed its connection; bytes from before may be unread. */
  boolean isHalfClosed(int socket) {
    // struct pollfd { int fd; short events; short revents; }
    scratch.set(INT, 0, socket);
    scratch.set(ValueLayout.JAVA_SHORT, 4, POLLRDHUP);
    scratch.set(ValueLayout.JAVA_SHORT, 6, (short) 0);
    try {
      return result((int) POLL.invokeExact(state, scratch, 1L, 0)) != 0;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Counts the bytes written to a socket that its peer has not acknowledged, or returns an error.
   */
  int unacknowledged(int socket) {
    try {
      int value = result((int) DEVICE.invokeExact(state, socket, SIOCOUTQ, scratch));
      return value < 0 ? value : scratch.get(INT, 0);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  void close(int descriptor) {
    try {
      var _ = (int) CLOSE.invokeExact(state, descriptor);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Wraps what a call throws: the linker declares any Throwable, but none of these calls throws.
   */
  private static IllegalStateException failed(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
