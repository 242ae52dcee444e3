package io.ringway.balancer.memory;

/** The kinds of memory that can run short. */
public enum MemoryShortage {
  /** Long-lived objects fill the heap. */
  HEAP(
      "The heap",
      "Give the balancer a larger one with -Xmx (with ./ringway: RINGWAY_BALANCER_HEAP=512m; in a"
          + " container: JDK_JAVA_OPTIONS=-Xmx512m, or a higher memory limit), or lower"
          + " --max-connections."),
  /** Buffers outside the heap are used up, mostly by slow readers. */
  BUFFERS(
      "The memory for network buffers",
      "Raise -XX:MaxDirectMemorySize (without it that is the size of the heap, -Xmx), or lower"
          + " --max-connections.");

  private final String memory;
  private final String advice;

  MemoryShortage(String memory, String advice) {
    this.memory = memory;
    this.advice = advice;
  }

  /** Returns a sentence that says what is full and what follows, for {@code /ready}. */
  public String description() {
    return memory + " is full: new requests get 503 until some of it is free.";
  }

  String memory() {
    return memory;
  }

  /** Returns a sentence that says what an operator can do. */
  String advice() {
    return advice;
  }
}
