package io.ringway.balancer.memory;

/** The kinds of memory that requests are refused for want of. */
public enum MemoryShortage {
  /** The objects that live long leave no room. */
  HEAP(
      "The heap",
      "Give the balancer a larger one with -Xmx (with ./ringway: RINGWAY_BALANCER_HEAP=512m; in a"
          + " container: JDK_JAVA_OPTIONS=-Xmx512m, or a higher memory limit), or lower"
          + " --max-connections."),
  /** Buffers outside the heap are taken, by readers that are slow for the most part. */
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

  /** Says what is full and what follows, for whoever asks whether the balancer is ready. */
  public String description() {
    return memory + " is full: new requests are answered 503 until some of it is free.";
  }

  String memory() {
    return memory;
  }

  /** Says what an operator can do. */
  String advice() {
    return advice;
  }
}
