package io.ringway.balancer.resolver;

/** A way to look names up. */
@FunctionalInterface
interface NameLookup {

  /** Looks a name up; waits for the answer, at most some seconds. Any number of threads. */
  LookupResult lookUp(String name);
}
