package io.ringway.balancer.resolver;

/** A source of addresses for names. */
@FunctionalInterface
interface NameLookup {

  /** Looks a name up; blocks for at most some seconds. Any number of threads. */
  LookupResult lookUp(String name);
}
