package io.ringway.control.explore;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterConfig;
import io.ringway.ring.Ring;
import io.ringway.ring.analysis.Arc;
import io.ringway.ring.analysis.Arcs;
import io.ringway.ring.analysis.Distribution;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Ring and keys over REST. */
@RestController
@Tag(name = "Explore")
final class ExploreController {

  private static final int MAX_KEY = 4_096;

  private final Explorer explorer;
  private final Snapshots snapshots;

  ExploreController(Explorer explorer, Snapshots snapshots) {
    this.explorer = explorer;
    this.snapshots = snapshots;
  }

  @GetMapping("/api/v1/clusters/{name}/keys/{*rest}")
  @Operation(summary = "Where a key goes and why; everything after keys/ is the key, slashes too")
  KeyExplanation key(@PathVariable String name, HttpServletRequest request) {
    return explain(name, rawKey(request));
  }

  @GetMapping("/api/v1/clusters/{name}/keys")
  @Operation(summary = "Where a key goes and why; for keys that do not fit into a path")
  KeyExplanation keyAsParameter(
      @PathVariable String name, @RequestParam(defaultValue = "") String key) {
    return explain(name, key);
  }

  private KeyExplanation explain(String name, String key) {
    cluster(name);
    if (key.length() > MAX_KEY) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "The key is too long", "Ask for 4,096 characters at most.");
    }
    return explorer.explain(name, key);
  }

  /** From the address as it was sent: path matching would make one of two slashes. */
  private static String rawKey(HttpServletRequest request) {
    String path = request.getRequestURI();
    int start = path.indexOf("/keys/", "/api/v1/clusters/".length());
    String raw = start < 0 ? "" : path.substring(start + "/keys/".length());
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          "The key is not encoded properly",
          "Write every % in a key as %25 (" + e.getMessage() + ").");
    }
  }

  @GetMapping("/api/v1/clusters/{name}/ring")
  @Operation(summary = "The ring: arcs in turns, planned share of every server, digest")
  RingAnswer ring(@PathVariable String name, @RequestParam(defaultValue = "720") int arcs) {
    PublishedSnapshot snapshot = snapshots.current();
    ClusterConfig cluster = cluster(name);
    if (arcs < 1 || arcs > 100_000) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "That many arcs are not given", "Ask for arcs=1 to arcs=100000.");
    }
    Ring ring = snapshot.ring(cluster.id());
    Distribution distribution = Distribution.of(ring);
    return new RingAnswer(
        name,
        snapshot.config().revision(),
        HexFormat.of().toHexDigits(ring.digest()),
        IntStream.range(0, ring.nodes().size())
            .mapToObj(node ->
                new Share(
                    ring.nodes().get(node).id(),
                    ring.nodes().get(node).weight(),
                    distribution.share(node)))
            .toList(),
        Arcs.of(ring, _ -> true, arcs).stream().map(arc -> named(arc, ring)).toList());
  }

  private static Stretch named(Arc arc, Ring ring) {
    return new Stretch(
        arc.start(),
        arc.end(),
        arc.owner() == Ring.NONE ? null : ring.nodes().get(arc.owner()).id());
  }

  private ClusterConfig cluster(String name) {
    return snapshots
        .current()
        .cluster(name)
        .orElseThrow(() ->
            new ProblemException(
                HttpStatus.NOT_FOUND,
                "No such cluster",
                "GET /api/v1/clusters lists the names that exist."));
  }

  /**
   * A ring.
   *
   * @param digest of the ring alone, 16 hexadecimal digits
   * @param arcs from 0 to 1 without gaps; slices by the owner of most of each when there are more
   *     than were asked for
   */
  record RingAnswer(
      String cluster, long revision, String digest, List<Share> shares, List<Stretch> arcs) {}

  /** A server's planned share of the keys, 0 to 1. */
  record Share(String serverId, double weight, double share) {}

  /** A stretch of the circle in turns. */
  record Stretch(double start, double end, @Nullable String serverId) {}
}
