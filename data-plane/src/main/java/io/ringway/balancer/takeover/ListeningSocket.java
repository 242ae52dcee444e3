package io.ringway.balancer.takeover;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * A Linux socket that listens with {@code SO_REUSEPORT}, with socket options that the JDK does not
 * offer. None of them needs a privilege.
 *
 * <p>The sockets that listen on one port are a group: an array in the kernel. A hash of the
 * addresses selects the socket of a new connection, unless a program is attached to the group: then
 * the program's result is the index. The hash decides again when there is no such index (net/core/
 * sock_reuseport.c). The programs here are classic BPF of one instruction, which returns a number.
 *
 * @param descriptor of the socket, open in this process
 */
record ListeningSocket(int descriptor) {

  // asm-generic/socket.h, the same on x86-64 and ARM.
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  private static final int SO_DETACH_REUSEPORT_BPF = 68;

  /** {@code BPF_RET | BPF_K}: return the constant in the instruction. */
  private static final short RETURN = 0x06;

  // linux/filter.h: struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }
  private static final long INSTRUCTION_BYTES = 8;
  private static final long NUMBER_OFFSET = 4;

  // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
  private static final long PROGRAM_BYTES = 16;
  private static final long INSTRUCTIONS_OFFSET = 8;

  /** The native call, linked at the first handover and not at the start. */
  @SuppressWarnings("restricted") // types and arguments are checked here
  private static final class Call {
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle SET_OPTION =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("setsockopt"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno"));
  }

  /** Steers new connections to the socket at this index of the group. */
  void steerTo(int index) throws IOException {
    attach(SO_ATTACH_REUSEPORT_CBPF, index);
  }

  /** Lets the hash select the socket of new connections again. */
  void steerByHash() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      set(SO_DETACH_REUSEPORT_BPF, arena.allocate(ValueLayout.JAVA_INT));
    }
  }

  /** Discards packets that arrive at this socket; the client's kernel retransmits them. */
  void discardIncoming() throws IOException {
    attach(SO_ATTACH_FILTER, 0);
  }

  private void attach(int option, int result) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment instruction = arena.allocate(INSTRUCTION_BYTES, Integer.BYTES);
      instruction.set(ValueLayout.JAVA_SHORT, 0, RETURN);
      instruction.set(ValueLayout.JAVA_INT, NUMBER_OFFSET, result);
      MemorySegment program = arena.allocate(PROGRAM_BYTES, Long.BYTES);
      program.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
      program.set(ValueLayout.ADDRESS, INSTRUCTIONS_OFFSET, instruction);
      set(option, program);
    }
  }

  private void set(int option, MemorySegment value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Call.STATE);
      int result =
          (int)
              Call.SET_OPTION.invokeExact(
                  state, descriptor, SOL_SOCKET, option, value, (int) value.byteSize());
      if (result != 0) {
        int errno = (int) Call.ERRNO.get(state, 0L);
        throw new IOException(
            "the kernel refuses socket option " + option + " with error " + errno);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
