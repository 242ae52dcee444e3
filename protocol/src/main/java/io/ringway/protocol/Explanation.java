package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/**
 * The servers that take a key now, with the reasons. A balancer explains from its own table and
 * what it observes, the control plane from what it was told; both with the same code.
 *
 * @param cluster name of the cluster
 * @param revision of the configuration that the explanation is based on
 * @param rule the rule that yielded the key: {@code header X-Key}, {@code cookie sid}, {@code query
 *     id}, {@code path}, {@code path-prefix 2}, {@code host}, {@code method}, {@code
 *     client-address}, {@code request-uri}, {@code normal-path}, {@code literal /}, several with
 *     plus signs between; {@code given} for a query by key; {@code fallback client-address} or
 *     {@code fallback random} when no rule yields one
 * @param key the key as text; bytes that are not UTF-8 show as U+FFFD; empty for a random one
 * @param keyHex the bytes of the key, hexadecimal
 * @param hash the hash that the ring places, 16 hexadecimal digits; empty for a random key
 * @param position of the hash on the circle, from 0 to below 1; 0 for a random key
 * @param fingerprint of the key in pins and hot keys, 16 hexadecimal digits; empty for a random key
 * @param pinnedTo id of the server that the key is pinned to, empty when it is pinned to none
 * @param spread how many servers share the key by a pin, 0 when it is not spread
 * @param owner id of the server that the whole ring assigns the key to, whatever its state; empty
 *     when the ring has none, or for a random key
 * @param takers ids of the servers that get it: one, or several that share; none when nobody can
 * @param boundedLoad the cluster's load bound as a multiple of the fair load, 0 without one
 * @param inFlight requests in flight that the bound is computed from, 0 without one
 * @param servers number of servers on the ring
 * @param steps the servers in the order in which they are considered, at most {@value #MAX_STEPS}
 * @param summary a sentence for people
 */
public record Explanation(
    String cluster,
    long revision,
    String rule,
    String key,
    String keyHex,
    String hash,
    double position,
    String fingerprint,
    String pinnedTo,
    int spread,
    String owner,
    List<String> takers,
    double boundedLoad,
    long inFlight,
    int servers,
    List<Step> steps,
    String summary) {

  /** The maximum number of steps in an explanation. */
  public static final int MAX_STEPS = 100;

  /** Copies the lists. */
  public Explanation {
    takers = List.copyOf(takers);
    steps = List.copyOf(steps);
  }

  /**
   * A server in the order of a key.
   *
   * @param id of the server
   * @param name of the server
   * @param address {@code host:port}
   * @param state the operator's intent
   * @param healthy whether it is considered healthy; a server that nobody has checked is
   * @param health the observed health in words
   * @param verdict why it takes the key or does not
   * @param reason the verdict in a sentence
   * @param inFlight requests in flight on it; 0 unless the cluster has a bound
   * @param bound the maximum number of requests in flight, 0 without a bound
   * @param part the part of its places that takes traffic, from 0 to 1; below 1 while it joins
   * @param ifItDies id of the server that takes the key when this one dies: where several share it,
   *     of the one that joins them, if one does; empty when none can, or for a random key
   * @param resolution the addresses to which the balancer resolves its name, the one in use first
   */
  public record Step(
      String id,
      String name,
      String address,
      ServerState state,
      boolean healthy,
      String health,
      Verdict verdict,
      String reason,
      int inFlight,
      int bound,
      double part,
      String ifItDies,
      @JacksonInject(value = Codec.NO_RESOLUTION, useInput = OptBoolean.TRUE)
          Resolution resolution) {}
}
