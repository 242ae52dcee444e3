package io.ringway.balancer.exchange;

import io.ringway.balancer.forwarding.Forwarding;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.TokenList;
import io.ringway.balancer.memory.MemoryBudget;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.tls.SniHost;
import io.ringway.protocol.KeyFallback;
import io.ringway.ring.KeyHash;
import io.ringway.ring.Rings;
import org.jspecify.annotations.Nullable;

/** The checks of a request as soon as its head is complete. */
final class RequestAdmission {

  private static final byte[] TRACE = Ascii.of("TRACE");

  private RequestAdmission() {}

  /** Returns why the request is refused whatever its cluster, or null. */
  static @Nullable Failure refusal(
      Head request,
      HttpRules rules,
      MemoryBudget memoryBudget,
      Forwarding forwarding,
      @Nullable SniHost sniHost) {
    if (memoryBudget.full()) {
      memoryBudget.refused();
      return Failure.OUT_OF_MEMORY;
    }
    if (request.methodIs(TRACE)) {
      return Failure.METHOD_REFUSED;
    }
    if (FieldRewriter.passedBefore(request)) {
      return Failure.LOOP;
    }
    // RFC 9110 section 7.4: a server would believe that the request came encrypted.
    if (request.https && !forwarding.secure(request)) {
      return Failure.BAD_TARGET;
    }
    if (sniHost != null
        && request.hostStart >= 0
        && !sniHost.covers(request.bytes(), request.hostStart, request.hostEnd)) {
      return Failure.MISDIRECTED;
    }
    return request.contentLength > rules.limits().body() ? Failure.BODY_TOO_LARGE : null;
  }

  /** Returns whether a script of another origin may read the response. */
  static boolean cors(ClusterRoute cluster, Head request) {
    if (cluster.cors().none()) {
      return false;
    }
    int origin = request.find(FieldName.ORIGIN);
    return origin >= 0
        && cluster
            .cors()
            .allows(request.bytes(), request.valueStart(origin), request.valueEnd(origin));
  }

  /** Returns the protocol that the request asks for and its cluster allows, or null. */
  static byte @Nullable [] protocol(ClusterRoute cluster, Head request) {
    if (request.upgrade && request.minor == 1 && !request.chunked && request.contentLength <= 0) {
      for (int h = 0; h < request.headers(); h++) {
        if (request.name(h) == FieldName.UPGRADE) {
          for (byte[] allowed : cluster.upgrades()) {
            if (TokenList.contains(request, h, allowed)) {
              return allowed;
            }
          }
        }
      }
    }
    return null;
  }

  /**
   * Returns the hash of the request's key, or of the fallback when it has none. Counts the key, and
   * leaves its fingerprint in the event loop's context.
   */
  static long hash(ClusterRoute cluster, Head request, byte[] client, EventLoopContext loop) {
    if (cluster.keys().find(request, client, loop.key)) {
      long fingerprint = loop.key.hash(Rings.FINGERPRINT);
      loop.fingerprint = fingerprint;
      loop.telemetry.keyed(
          cluster.config().id(),
          cluster.config().settings().steering().showKeys(),
          fingerprint,
          loop.key);
      KeyHash placing = cluster.ring().keyHash();
      return placing.equals(Rings.FINGERPRINT) ? fingerprint : loop.key.hash(placing);
    }
    if (cluster.config().settings().keyFallback() == KeyFallback.RANDOM) {
      loop.fingerprint = loop.random.nextLong();
      return loop.fingerprint;
    }
    loop.fingerprint = Rings.FINGERPRINT.hash(client, 0, client.length);
    return cluster.ring().keyHash().hash(client, 0, client.length);
  }
}
