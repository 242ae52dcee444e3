package io.ringway.control.traffic;

import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterConfig;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST API for live traffic. */
@RestController
@Tag(name = "Traffic")
final class TrafficController {

  private final Traffic traffic;
  private final Snapshots snapshots;

  TrafficController(Traffic traffic, Snapshots snapshots) {
    this.traffic = traffic;
    this.snapshots = snapshots;
  }

  @GetMapping("/api/v1/clusters/{name}/traffic")
  @Operation(summary = "The current traffic of a cluster, and its last seconds, at most 900")
  TrafficView traffic(@PathVariable String name, @RequestParam(defaultValue = "60") int seconds) {
    ClusterConfig cluster = snapshots.current().requireCluster(name);
    if (seconds < 0 || seconds > ClusterSeries.HISTORY_SECONDS) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          "That many seconds are not kept",
          "Ask for seconds=0 to seconds=" + ClusterSeries.HISTORY_SECONDS + ".");
    }
    return new TrafficView(
        traffic.cluster(cluster.id()),
        traffic.history(cluster.id(), seconds),
        traffic.historyByServer(cluster.id(), seconds));
  }

  /**
   * The response.
   *
   * @param now the last ten seconds
   * @param history seconds of the cluster, oldest first
   * @param requestsByServer responses of each second by server id, ending with the same second
   */
  record TrafficView(
      ClusterTraffic now,
      List<TrafficPoint> history,
      Map<String, List<Integer>> requestsByServer) {}
}
