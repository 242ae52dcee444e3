package io.ringway.control.dashboard;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.explain.Explorer;
import io.ringway.control.fleet.Fleet;
import io.ringway.control.hotkeys.HotKeyFinder;
import io.ringway.control.hotkeys.HotKeyPages;
import io.ringway.control.hotkeys.HotKeyRow;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.review.RefusedChangePage;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.traffic.TrafficPoint;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.analysis.Distribution;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The view of one cluster: its ring, its servers, its traffic, and its forms. */
@Component
class ClusterPage implements RefusedChangePage {

  private static final int CHART_SECONDS = 900;
  private static final int HOT_KEYS = 5;

  private final Clusters clusters;
  private final Snapshots snapshots;
  private final Explorer explorer;
  private final Traffic traffic;
  private final HotKeyFinder hotKeys;
  private final Fleet fleet;
  private final String publicUrl;

  ClusterPage(
      Clusters clusters,
      Snapshots snapshots,
      Explorer explorer,
      Traffic traffic,
      HotKeyFinder hotKeys,
      Fleet fleet,
      @Value("${ringway.public-url}") String publicUrl) {
    this.hotKeys = hotKeys;
    this.fleet = fleet;
    this.publicUrl = publicUrl;
    this.explorer = explorer;
    this.traffic = traffic;
    this.clusters = clusters;
    this.snapshots = snapshots;
  }

  /** The input of the form for a new server. */
  record Draft(String name, String host, String port, String weight) {}

  /** Shows the page with the reason for a refusal and the input. */
  @Override
  public String refused(
      String cluster, ProblemException refused, HttpServletResponse response, Model model) {
    if (refused.getStatusCode().value() == HttpStatus.NOT_FOUND.value()
        && snapshots.current().cluster(cluster).isEmpty()) {
      throw refused;
    }
    response.setStatus(refused.getStatusCode().value());
    model.addAttribute(Flash.NAME, Flash.refused(refused));
    return show(cluster, model);
  }

  String show(String cluster, Model model) {
    ClusterDetails details = clusters.details(cluster);
    Set<String> taking =
        details.config().servers().stream()
            .filter(server -> server.state() == ServerState.READY)
            .map(server -> server.id())
            .collect(Collectors.toSet());
    Distribution planned =
        Distribution.of(
            snapshots.current().ring(details.config().id()), node -> taking.contains(node.id()));
    ClusterTraffic now = traffic.cluster(details.config().id());
    List<ServerLine> rows =
        details.config().servers().stream()
            .sorted(Comparator.comparing(ServerConfig::name))
            .map(server ->
                ServerLine.of(
                    server,
                    details.managed(server),
                    taking.contains(server.id()) ? planned.shareOf(server.id()) : 0,
                    now.server(server.id())))
            .toList();
    model.addAttribute("details", details);
    model.addAttribute("rows", rows);
    model.addAttribute("picture", explorer.picture(cluster, null));
    model.addAttribute("newest", snapshots.current().config().revision());
    model.addAttribute("ready", taking.size());
    List<ClusterObstacle> obstacles = ClusterObstacle.of(details.config(), fleet.balancers());
    model.addAttribute("obstacles", obstacles);
    model.addAttribute("obstacleState", ClusterObstacle.state(obstacles));
    model.addAttribute("live", LiveCluster.of(details.config(), now));
    List<TrafficPoint> past =
        Traffic.finalSeconds(traffic.history(details.config().id(), CHART_SECONDS));
    model.addAttribute("points", ChartPoint.json(past));
    model.addAttribute("minutes", ChartMinute.of(past));
    List<HotKeyRow> hot = HotKeyRow.of(hotKeys.hottest(cluster, HotKeyPages.SHOWN));
    model.addAttribute("hot", hot.subList(0, Math.min(hot.size(), HOT_KEYS)));
    model.addAttribute("hotState", HotKeyRow.state(hot));
    model.addAttribute("api", publicUrl + "/api/v1/clusters/" + cluster);
    if (!model.containsAttribute("draft")) {
      model.addAttribute("draft", new Draft("", "", "", "1"));
    }
    return "cluster/cluster";
  }
}
