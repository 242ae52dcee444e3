package io.ringway.control.overview;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ChangeResult;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.control.publish.Revisions;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The start page: a card for every cluster, the conditions that need attention, and the last
 * changes.
 */
@Controller
public class OverviewPages {

  private static final int LAST_CHANGES = 8;

  private final Clusters clusters;
  private final Snapshots snapshots;
  private final Revisions revisions;
  private final Traffic traffic;
  private final List<Attention.Source> sources;
  private final String publicUrl;

  OverviewPages(
      Clusters clusters,
      Snapshots snapshots,
      Revisions revisions,
      Traffic traffic,
      List<Attention.Source> sources,
      @Value("${ringway.public-url}") String publicUrl) {
    this.publicUrl = publicUrl;
    this.clusters = clusters;
    this.snapshots = snapshots;
    this.revisions = revisions;
    this.traffic = traffic;
    this.sources = sources;
  }

  @GetMapping("/")
  String overview(Model model) {
    model.addAttribute(
        "cards",
        snapshots.current().config().clusters().stream()
            .map(cluster -> ClusterCard.of(cluster, traffic))
            .toList());
    model.addAttribute(
        "attention", sources.stream().flatMap(source -> source.attention().stream()).toList());
    model.addAttribute("shown", Attention.state(sources));
    model.addAttribute("api", publicUrl + "/api/v1/clusters");
    model.addAttribute("newest", snapshots.current().config().revision());
    model.addAttribute("changes", revisions.list(Revisions.DEFAULT_WORKSPACE, "", 0, LAST_CHANGES));
    return "cluster/overview";
  }

  @PostMapping("/clusters")
  String create(
      @RequestParam String name,
      @RequestParam(defaultValue = "/") String pathPrefix,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    try {
      ChangeResult made =
          clusters.apply(
              new Change.CreateCluster(
                  name.strip(), settings(pathPrefix.strip()), List.of(), ReplicaPlan.NONE),
              Actor.current(),
              null);
      next.addFlashAttribute(Flash.NAME, Flash.done(made.sentence()));
      next.addAttribute("cluster", name.strip());
      return "redirect:/clusters/{cluster}";
    } catch (ProblemException refused) {
      response.setStatus(refused.getStatusCode().value());
      model.addAttribute(Flash.NAME, Flash.refused(refused));
      model.addAttribute("draftName", name);
      model.addAttribute("draftPath", pathPrefix);
      return overview(model);
    } catch (IllegalArgumentException invalid) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      model.addAttribute(Flash.NAME, Flash.refused(String.valueOf(invalid.getMessage())));
      model.addAttribute("draftName", name);
      model.addAttribute("draftPath", pathPrefix);
      return overview(model);
    }
  }

  /**
   * Returns the default settings with a path prefix, since two clusters must not accept the same
   * requests.
   */
  public static ClusterSettings settings(String pathPrefix) {
    return ClusterSettings.DEFAULT.with(it -> it.listen = new Listen(0, List.of(), pathPrefix));
  }
}
