package io.ringway.balancer;

/** The balancer process. */
public final class Balancer {

  private Balancer() {}

  /** Starts it. */
  public static void main(String[] args) {}
}
