package io.ringway.control.explain;

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
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST interface to the ring. */
@RestController
@Tag(name = "Explore")
final class ExploreController {

  private final Snapshots snapshots;

  ExploreController(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  @GetMapping("/api/v1/clusters/{name}/ring")
  @Operation(summary = "The ring: arcs in turns, planned share of every server, digest")
  RingAnswer ring(@PathVariable String name, @RequestParam(defaultValue = "720") int arcs) {
    PublishedSnapshot snapshot = snapshots.current();
    ClusterConfig cluster = snapshot.requireCluster(name);
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

  /**
   * A ring.
   *
   * @param digest digest of the ring alone, 16 hexadecimal digits
   * @param arcs arcs from 0 to 1 without gaps; when there are more than requested, equal slices
   *     with the owner of most of each
   */
  record RingAnswer(
      String cluster, long revision, String digest, List<Share> shares, List<Stretch> arcs) {}

  /** The planned share of a server's keys, from 0 to 1. */
  record Share(String serverId, double weight, double share) {}

  /** A part of the circle, in turns. */
  record Stretch(double start, double end, @Nullable String serverId) {}
}
