package io.ringway.control.review;

import io.ringway.control.cluster.ChangeResult;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.NumberText;
import io.ringway.control.shell.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The pages that review and apply a change: the only place where the dashboard changes a cluster.
 */
@Controller
@RequestMapping("/clusters/{cluster}")
class ReviewPages {

  private final Reviews reviews;
  private final ReviewPage review;
  private final RefusedChangePage page;

  ReviewPages(Reviews reviews, ReviewPage review, RefusedChangePage page) {
    this.reviews = reviews;
    this.review = review;
    this.page = page;
  }

  @ModelAttribute("currentCluster")
  String currentCluster(@PathVariable String cluster) {
    return cluster;
  }

  /**
   * Shows the review of a change.
   *
   * @param form one {@code change} field or more, each in the JSON of REST; several are applied as
   *     one
   */
  @GetMapping(path = "/review", params = "change")
  String review(
      @PathVariable String cluster,
      @RequestParam MultiValueMap<String, String> form,
      HttpServletResponse response,
      Model model) {
    try {
      return show(cluster, ProposedChange.of(form), model);
    } catch (ProblemException refused) {
      return page.refused(cluster, refused, response, model);
    }
  }

  /**
   * Applies a reviewed change.
   *
   * @param revision revision of the review; when the cluster has changed since, the review is shown
   *     again
   * @param force true when the warnings of the review were confirmed
   */
  @PostMapping("/changes")
  String apply(
      @PathVariable String cluster,
      @RequestParam MultiValueMap<String, String> form,
      @RequestParam(required = false) @Nullable Long revision,
      @RequestParam(defaultValue = "false") boolean force,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    List<ProposedChange> edits = List.of();
    try {
      edits = ProposedChange.of(form);
      ChangeResult changeResult = reviews.apply(cluster, edits, revision, force);
      next.addFlashAttribute(Flash.NAME, said(changeResult));
      next.addAttribute("cluster", ProposedChange.name(cluster, edits));
      return "redirect:/clusters/{cluster}";
    } catch (ProblemException refused) {
      return again(cluster, edits, refused, response, model);
    }
  }

  /**
   * Shows the review again for the current revision, with the reason why the change was refused.
   */
  private String again(
      String cluster,
      List<ProposedChange> edits,
      ProblemException refused,
      HttpServletResponse response,
      Model model) {
    try {
      String view = show(cluster, edits, model);
      response.setStatus(refused.getStatusCode().value());
      model.addAttribute(Flash.NAME, Flash.refused(refused));
      return view;
    } catch (ProblemException nothingToShow) {
      return page.refused(cluster, refused, response, model);
    }
  }

  private String show(String cluster, List<ProposedChange> edits, Model model) {
    String title = edits.size() == 1 ? "Review a change" : "Review changes";
    return review.show(cluster, title, edits, null, model);
  }

  /**
   * Returns the message after a change. Undo is offered for one revision and works only while it is
   * the newest.
   */
  private static Flash said(ChangeResult changeResult) {
    if (!changeResult.changed()) {
      return Flash.done("Nothing to change: it is like that already.");
    }
    return Flash.done(
        changeResult.sentence()
            + ". "
            + NumberText.percent(changeResult.moved())
            + " of the keys moved.",
        "/history/%d/rollback".formatted(changeResult.revision() - 1));
  }
}
