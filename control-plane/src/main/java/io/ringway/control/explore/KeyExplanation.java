package io.ringway.control.explore;

import io.ringway.control.traffic.Health;
import io.ringway.protocol.ServerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a key goes, and why.
 *
 * @param cluster name of the cluster
 * @param key the text that was asked for
 * @param keyHex its UTF-8 bytes in hexadecimal: what is hashed
 * @param hash 16 hexadecimal digits
 * @param position on the circle in turns, from 0 to below 1
 * @param degrees the same from 0 to below 360, clockwise from the top
 * @param revision of the ring that was asked
 * @param owner name of the server that owns the key, or null without servers
 * @param servedBy name of the server that gets it now, or null when none takes traffic
 * @param candidates servers in order of preference, the owner first; at most 100
 */
public record KeyExplanation(
    String cluster,
    String key,
    String keyHex,
    String hash,
    double position,
    double degrees,
    long revision,
    @Nullable String owner,
    @Nullable String servedBy,
    List<Candidate> candidates) {

  /** Copies the list. */
  public KeyExplanation {
    candidates = List.copyOf(candidates);
  }

  /**
   * One server in the order of preference.
   *
   * @param rank from 1
   * @param serverId stable id
   * @param server name
   * @param address host and port
   * @param state what the operator wants
   * @param health what the balancers' checks say
   * @param taken whether it gets the key now
   * @param reason why it gets the key, or why not, in words
   * @param ifThisDies name of the server that gets the key if this one dies, or null when none is
   *     left
   */
  public record Candidate(
      int rank,
      String serverId,
      String server,
      String address,
      ServerState state,
      Health health,
      boolean taken,
      String reason,
      @Nullable String ifThisDies) {}
}
