package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.publish.Revisions;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The first page: every cluster on a card, and the last changes. */
@Controller
class OverviewPages {

  private static final int LAST_CHANGES = 8;

  private final Clusters clusters;
  private final Snapshots snapshots;
  private final Revisions revisions;

  OverviewPages(Clusters clusters, Snapshots snapshots, Revisions revisions) {
    this.clusters = clusters;
    this.snapshots = snapshots;
    this.revisions = revisions;
  }

  @GetMapping("/")
  String overview(Model model) {
    model.addAttribute("clusters", snapshots.current().config().clusters());
    model.addAttribute("changes", revisions.list(Revisions.DEFAULT_WORKSPACE, "", 0, LAST_CHANGES));
    return "cluster/overview";
  }

  @PostMapping("/clusters")
  String create(
      @RequestParam String name,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    try {
      Outcome made =
          clusters.apply(
              new Change.CreateCluster(
                  name.strip(), ClusterSettings.DEFAULT, List.of(), ReplicaPlan.NONE),
              Actor.current(),
              null);
      next.addFlashAttribute(Flash.NAME, Flash.done(made.sentence()));
      next.addAttribute("cluster", name.strip());
      return "redirect:/clusters/{cluster}";
    } catch (ProblemException refused) {
      response.setStatus(refused.getStatusCode().value());
      model.addAttribute(Flash.NAME, Flash.refused(refused));
      model.addAttribute("draftName", name);
      return overview(model);
    }
  }
}
