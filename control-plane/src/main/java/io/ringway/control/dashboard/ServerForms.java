package io.ringway.control.dashboard;

import io.ringway.control.cluster.RevisionSentences;
import io.ringway.control.review.FormNumber;
import io.ringway.control.review.ProposedChange;
import io.ringway.control.review.ReviewPage;
import io.ringway.control.shell.Flash;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The forms for servers and replicas. Each proposes a change and shows its effects. Nothing changes
 * until it is applied on the review page.
 */
@Controller
@RequestMapping("/clusters/{cluster}")
class ServerForms {

  private final ReviewPage review;
  private final ClusterPage page;

  ServerForms(ReviewPage review, ClusterPage page) {
    this.review = review;
    this.page = page;
  }

  @ModelAttribute("currentCluster")
  String currentCluster(@PathVariable String cluster) {
    return cluster;
  }

  @GetMapping(path = "/review", params = "action")
  String act(
      @PathVariable String cluster,
      @RequestParam ServerAction action,
      @RequestParam(required = false) @Nullable List<String> server,
      HttpServletResponse response,
      Model model) {
    if (server == null || server.isEmpty()) {
      model.addAttribute(Flash.NAME, Flash.refused("Choose one server or more, then the action."));
      return page.show(cluster, model);
    }
    return review(
        cluster,
        action.word() + " " + RevisionSentences.list(server),
        () -> action.edit(server),
        response,
        model);
  }

  @GetMapping(path = "/review", params = "host")
  String add(
      @PathVariable String cluster,
      @RequestParam String name,
      @RequestParam String host,
      @RequestParam String port,
      @RequestParam(defaultValue = "1") String weight,
      HttpServletResponse response,
      Model model) {
    // The form keeps its values when they are refused.
    model.addAttribute("draft", new ClusterPage.Draft(name, host, port, weight));
    return review(
        cluster,
        "Add " + name.strip(),
        () ->
            ProposedChange.addServer(
                name.strip(),
                host.strip(),
                FormNumber.whole("port", port),
                FormNumber.decimal("weight", weight)),
        response,
        model);
  }

  @GetMapping(path = "/review", params = "weight-of")
  String weight(
      @PathVariable String cluster,
      @RequestParam("weight-of") String server,
      @RequestParam String weight,
      HttpServletResponse response,
      Model model) {
    return review(
        cluster,
        "Change the weight of " + server,
        () -> ProposedChange.weight(server, FormNumber.decimal("weight", weight)),
        response,
        model);
  }

  @GetMapping(path = "/review", params = "desired")
  String scale(
      @PathVariable String cluster,
      @RequestParam String desired,
      HttpServletResponse response,
      Model model) {
    return review(
        cluster,
        "Scale " + cluster,
        () -> ProposedChange.scale(FormNumber.whole("number of replicas", desired)),
        response,
        model);
  }

  private String review(
      String cluster,
      String title,
      Supplier<ProposedChange> proposal,
      HttpServletResponse response,
      Model model) {
    return review.show(
        cluster,
        title,
        proposal,
        refused -> page.refused(cluster, refused, response, model),
        model);
  }
}
