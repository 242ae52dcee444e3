package io.ringway.control.dashboard;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.fleet.BalancerStatus;
import io.ringway.control.fleet.Fleet;
import io.ringway.control.picture.Sparkline;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.review.ServerLossTable;
import io.ringway.control.shell.NumberText;
import io.ringway.control.traffic.ServerObservation;
import io.ringway.control.traffic.ServerTraffic;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.whatif.ServerLoss;
import io.ringway.control.whatif.WhatIf;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * The page of one server: its numbers, its state at every balancer, and the effects of its loss.
 */
@Controller
@RequestMapping("/clusters/{cluster}/servers/{server}")
public class ServerPages {

  private final Clusters clusters;
  private final Snapshots snapshots;
  private final Traffic traffic;
  private final Fleet fleet;
  private final String publicUrl;

  ServerPages(
      Clusters clusters,
      Snapshots snapshots,
      Traffic traffic,
      Fleet fleet,
      @Value("${ringway.public-url}") String publicUrl) {
    this.clusters = clusters;
    this.snapshots = snapshots;
    this.traffic = traffic;
    this.fleet = fleet;
    this.publicUrl = publicUrl;
  }

  /** The state of the server at one balancer. */
  record Said(
      String id,
      String balancer,
      String address,
      String word,
      String tone,
      String reason,
      String inFlight,
      KnownAddresses addresses) {}

  /**
   * Returns a digest of the balancers' observations without numbers. When it changes, the page is
   * fetched again.
   */
  public static String state(List<ServerObservation> sights) {
    return Integer.toHexString(
        sights.stream()
            .map(sight ->
                sight.balancerId()
                    + " "
                    + sight.healthy()
                    + " "
                    + sight.reason()
                    + " "
                    + sight.resolution())
            .toList()
            .hashCode());
  }

  /** Totals since the control plane started. */
  public record Totals(String requests, String errors, String failures, String p50) {

    public static Totals of(ServerTraffic now) {
      return new Totals(
          NumberText.count(now.requests()),
          NumberText.count(now.errors()),
          NumberText.count(now.failures()),
          LiveNumbers.millis(now.p50Micros()));
    }
  }

  @ModelAttribute("currentCluster")
  String currentCluster(@PathVariable String cluster) {
    return cluster;
  }

  @GetMapping
  String page(@PathVariable String cluster, @PathVariable String server, Model model) {
    ClusterDetails details = clusters.details(cluster);
    ServerConfig shown =
        details.server(server).orElseThrow(() -> ClusterProblems.noServer(cluster, server));
    String id = details.config().id();
    ServerTraffic now = traffic.cluster(id).server(shown.id());
    WhatIf death = ServerLoss.of(details.config(), shown.id());
    model.addAttribute("details", details);
    model.addAttribute("newest", snapshots.current().config().revision());
    model.addAttribute(
        "row", ServerLine.of(shown, details.managed(shown), death.before().share(shown.id()), now));
    model.addAttribute("totals", Totals.of(now));
    model.addAttribute("hashKey", shown.hashKey());
    model.addAttribute("ready", shown.state() == ServerState.READY);
    model.addAttribute("sparkline", sparkline(traffic, id, shown.id()));
    List<ServerObservation> sights = traffic.observations(id, shown.id());
    model.addAttribute("said", said(sights));
    model.addAttribute("saidState", state(sights));
    model.addAttribute(
        "review",
        shown.state() == ServerState.READY ? ServerLossTable.of(death) : ServerLossTable.NONE);
    model.addAttribute("api", publicUrl + "/api/v1/clusters/" + cluster + "/servers/" + shown.id());
    return "cluster/server";
  }

  public static Sparkline sparkline(Traffic traffic, String clusterId, String serverId) {
    return Sparkline.ofRequests(
        Traffic.finalSeconds(
            traffic
                .historyByServer(clusterId, Sparkline.SECONDS)
                .getOrDefault(serverId, List.of())));
  }

  private List<Said> said(List<ServerObservation> sights) {
    Map<String, BalancerStatus> balancers =
        fleet.balancers().stream()
            .collect(Collectors.toMap(BalancerStatus::id, Function.identity()));
    return sights.stream().map(sight -> said(sight, balancers.get(sight.balancerId()))).toList();
  }

  private static Said said(ServerObservation sight, @Nullable BalancerStatus by) {
    boolean ejected = !sight.healthy() && sight.reason().startsWith("ejected");
    return new Said(
        sight.balancerId(),
        by == null ? sight.balancerId() : by.name(),
        by == null ? "" : by.address() + ":" + by.port(),
        sight.healthy() ? "Sends requests" : ejected ? "Ejected" : "Skips it",
        sight.healthy() ? "good" : "bad",
        sight.reason(),
        Integer.toString(sight.inFlight()),
        KnownAddresses.of(sight.resolution()));
  }
}
