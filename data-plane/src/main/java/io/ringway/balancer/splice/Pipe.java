package io.ringway.balancer.splice;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** A kernel pipe that holds pages on their way between two sockets. */
final class Pipe {

  /**
   * The capacity of a pipe. Each of its slots takes a page or a part of one, so small segments fill
   * it earlier.
   */
  static final int BYTES = 256 << 10;

  private final Kernel kernel;
  private final int in;
  private final int out;
  private int held;

  Pipe(Kernel kernel) throws IOException {
    this.kernel = kernel;
    int[] ends = kernel.pipe();
    out = ends[0];
    in = ends[1];
    // Above the limit of a user (pipe-user-pages-soft) it stays small, which is only slower.
    kernel.resize(in, BYTES);
  }

  /** Returns the number of bytes in it. */
  int held() {
    return held;
  }

  /** Reads from a socket; returns the number of bytes, 0 at its end, or an error. */
  int fill(int socket, long most) {
    int count = kernel.splice(socket, in, (int) Math.min(most, BYTES - held));
    held += Math.max(0, count);
    return count;
  }

  /** Writes to a socket; returns the number of bytes, or an error. */
  int drain(int socket) {
    int count = kernel.splice(out, socket, held);
    held -= Math.max(0, count);
    return count;
  }

  /** Copies its content to the end of a buffer, which must have room for it. */
  void empty(ByteBuf into) {
    while (held > 0) {
      int count = kernel.read(out, into.memoryAddress() + into.writerIndex(), held);
      if (count <= 0) {
        throw new IllegalStateException("A pipe lost " + held + " bytes: error " + -count);
      }
      into.writerIndex(into.writerIndex() + count);
      held -= count;
    }
  }

  void close() {
    kernel.close(in);
    kernel.close(out);
  }
}
