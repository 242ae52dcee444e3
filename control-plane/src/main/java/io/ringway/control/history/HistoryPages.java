package io.ringway.control.history;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.Outcome;
import io.ringway.control.publish.Revisions;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.Numbers;
import io.ringway.control.shell.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The log of changes, newest first. */
@Controller
class HistoryPages {

  private static final int PAGE = 50;

  private final Revisions revisions;
  private final Clusters clusters;

  HistoryPages(Revisions revisions, Clusters clusters) {
    this.revisions = revisions;
    this.clusters = clusters;
  }

  /**
   * Goes back to the configuration of a revision, by a new one.
   *
   * @param revision the newest one that the reader knew; a later one refuses this
   */
  @PostMapping("/history/{number}/rollback")
  String rollback(
      @PathVariable long number,
      @RequestParam(required = false) @Nullable Long revision,
      RedirectAttributes next) {
    try {
      Outcome outcome = clusters.rollback(number, Actor.current(), revision);
      next.addFlashAttribute(
          Flash.NAME,
          Flash.done(
              outcome.sentence() + " " + Numbers.percent(outcome.moved()) + " of the keys moved."));
    } catch (ProblemException refused) {
      next.addFlashAttribute(Flash.NAME, Flash.refused(refused));
    }
    return "redirect:/history";
  }

  @GetMapping("/history")
  String history(@RequestParam(defaultValue = "0") int page, Model model) {
    int shown = Math.clamp(page, 0, 1_000_000);
    List<Row> rows =
        revisions.list(Revisions.DEFAULT_WORKSPACE, "", (long) shown * PAGE, PAGE).stream()
            .map(made ->
                new Row(
                    made.number(),
                    made.at().toString(),
                    made.author(),
                    made.cluster(),
                    made.sentence(),
                    Numbers.percent(made.moved())))
            .toList();
    model.addAttribute("rows", rows);
    model.addAttribute("page", shown);
    model.addAttribute("newest", revisions.head(Revisions.DEFAULT_WORKSPACE).revision());
    model.addAttribute(
        "more", revisions.count(Revisions.DEFAULT_WORKSPACE, "") > (shown + 1L) * PAGE);
    return "history/history";
  }

  record Row(
      long number, String at, String author, String cluster, String sentence, String moved) {}
}
