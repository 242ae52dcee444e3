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
 * Shows what any change would do, and makes it: the one place where the dashboard changes a
 * cluster.
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
   * The review of a change.
   *
   * @param form one {@code change} or more, as REST takes it; several become one
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
   * Makes what was reviewed.
   *
   * @param revision of the review: when the cluster changed since, the review is shown anew
   * @param force whether the warnings of the review were confirmed
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

  /** The review as things stand now, with what was said against the change. */
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

  /** Undo goes one revision back, and only while nobody changed anything since. */
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
