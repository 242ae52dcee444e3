package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/**
 * Where a key goes now, and why: the same answer from a balancer, by its own table and what it
 * observes, and from the control plane, by what it was told.
 *
 * @param cluster name of the cluster
 * @param revision of the configuration that was asked
 * @param rule what yielded the key: {@code header X-Key}, {@code cookie sid}, {@code query id},
 *     {@code path}, {@code path-prefix 2}, {@code host}, {@code method}, {@code client-address},
 *     {@code request-uri}, {@code normal-path}, {@code literal /}, several with plus signs between;
 *     {@code given} for a key that was asked for; {@code fallback client-address} or {@code
 *     fallback random} when no rule yields one
 * @param key the key as text; bytes that are not UTF-8 show as U+FFFD; empty for a random one
 * @param keyHex the bytes of the key, hexadecimal
 * @param hash what the ring places, 16 hexadecimal digits; empty for a random key
 * @param position where the hash stands on the circle, from 0 to below 1; 0 for a random key
 * @param fingerprint what pins and hot keys know the key by, 16 hexadecimal digits; empty for a
 *     random key
 * @param pinnedTo id of the server that the key is pinned to, empty when it is pinned to none
 * @param spread how many servers share the key by a pin, 0 when it is not spread
 * @param owner id of the server that the whole ring gives the key to, whatever its state; empty
 *     when the ring has none, or for a random key
 * @param takers ids of the servers that get it: one, or several that share; none when nobody can
 * @param boundedLoad the cluster's load bound as a multiple of the fair load, 0 without one
 * @param inFlight requests in flight that the bound is reckoned from, 0 without one
 * @param servers how many servers are on the ring
 * @param steps the servers in the order in which they are looked at, at most {@value #MAX_STEPS}
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

  /** The most steps that are told. */
  public static final int MAX_STEPS = 100;

  /** Copies the lists. */
  public Explanation {
    takers = List.copyOf(takers);
    steps = List.copyOf(steps);
  }

  /**
   * A server on the way of a key.
   *
   * @param id of the server
   * @param name of the server
   * @param address {@code host:port}
   * @param state what the operator wants of it
   * @param healthy whether it is taken for able to serve; so is one that nobody has looked at
   * @param health what is known of that, for people
   * @param verdict what became of it
   * @param reason the verdict in a sentence
   * @param inFlight requests in flight on it; 0 unless the cluster has a bound
   * @param bound the most that it may have, 0 without a bound
   * @param part the part of its places that takes, from 0 to 1; below 1 while it joins
   * @param ifItDies id of the server that takes the key when this one dies: where several share it,
   *     of the one that joins them, if one does; empty when none can, or for a random key
   * @param resolution the addresses that its name stands for at the balancer, the one in use first
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
