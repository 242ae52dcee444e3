package io.ringway.control.fleet;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.Flash;
import io.ringway.protocol.ClusterConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of the balancers: their revisions, their traffic and the form that adds one. */
@Controller
class BalancerPages {

  private final Fleet fleet;
  private final Snapshots snapshots;
  private final EnrolmentTokens tokens;

  BalancerPages(Fleet fleet, Snapshots snapshots, EnrolmentTokens tokens) {
    this.fleet = fleet;
    this.snapshots = snapshots;
    this.tokens = tokens;
  }

  /** The ring of a cluster, with the digest that every balancer in step reports. */
  record RingLine(String cluster, String placement, int servers, String digest) {

    static RingLine of(ClusterConfig cluster, PublishedSnapshot snapshot) {
      return new RingLine(
          cluster.name(),
          cluster.settings().placement().algorithm(),
          cluster.servers().size(),
          HexFormat.of().toHexDigits(snapshot.ring(cluster.id()).digest()));
    }
  }

  @GetMapping("/balancers")
  String balancers(Model model, HttpServletRequest request) {
    PublishedSnapshot current = snapshots.current();
    List<BalancerLine> lines = fleet.lines();
    model.addAttribute("balancers", lines);
    model.addAttribute("shown", BalancerLine.state(lines));
    model.addAttribute("summary", fleet.summary());
    model.addAttribute("digest", current.digest());
    model.addAttribute(
        "rings",
        current.config().clusters().stream()
            .map(cluster -> RingLine.of(cluster, current))
            .toList());
    boolean admin = request.isUserInRole("ADMIN");
    model.addAttribute("admin", admin);
    model.addAttribute("tokens", admin ? tokens.list() : List.of());
    model.addAttribute("nextName", "balancer-" + (lines.size() + 1));
    return "fleet/balancers";
  }

  /** Removes a disconnected balancer from the list. */
  @PostMapping("/balancers/{id}/forget")
  String forget(@PathVariable String id, RedirectAttributes next) {
    next.addFlashAttribute(
        Flash.NAME,
        switch (fleet.remove(id)) {
          case DONE -> Flash.done("The balancer is off the list; it is back when it connects.");
          case UNKNOWN -> Flash.done("The balancer was off the list already.");
          case CONNECTED ->
              Flash.refused("This balancer is connected: stop it first, then forget it.");
        });
    return "redirect:/balancers";
  }
}
