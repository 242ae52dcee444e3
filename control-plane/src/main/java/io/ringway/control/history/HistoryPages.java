package io.ringway.control.history;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.ChangePreview;
import io.ringway.control.cluster.ChangeResult;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.publish.Revision;
import io.ringway.control.publish.Revisions;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.NumberText;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ConfigSnapshot;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The pages of the revision log, newest first. */
@Controller
class HistoryPages {

  private static final int PAGE = 50;

  private final Revisions revisions;
  private final Clusters clusters;
  private final ConfigDifferences configDifferences;

  HistoryPages(Revisions revisions, Clusters clusters, ConfigDifferences configDifferences) {
    this.configDifferences = configDifferences;
    this.revisions = revisions;
    this.clusters = clusters;
  }

  /** Previews the rollback to a revision. */
  @GetMapping("/history/{number}/rollback")
  String review(@PathVariable long number, Model model) {
    ChangePreview changePreview = clusters.previewRollback(number, Actor.current(), null);
    long newest = changePreview.revision();
    model.addAttribute("number", number);
    model.addAttribute("preview", changePreview);
    model.addAttribute("moved", NumberText.percent(changePreview.moved()));
    model.addAttribute("necessary", NumberText.percent(changePreview.necessary()));
    model.addAttribute("limit", NumberText.percent(changePreview.limit()));
    model.addAttribute("lines", lines(newest, number));
    return "history/rollback";
  }

  /**
   * Rolls back to the configuration of a revision, by a new revision.
   *
   * @param revision the newest revision that the page showed; a newer one refuses the rollback
   * @param force whether moving more keys than the limit was confirmed
   */
  @PostMapping("/history/{number}/rollback")
  String rollback(
      @PathVariable long number,
      @RequestParam(required = false) @Nullable Long revision,
      @RequestParam(defaultValue = "false") boolean force,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    try {
      ChangeResult changeResult = clusters.rollback(number, Actor.current(), revision, force);
      next.addFlashAttribute(
          Flash.NAME,
          Flash.done(
              changeResult.sentence()
                  + ". "
                  + NumberText.percent(changeResult.moved())
                  + " of the keys moved."));
      return "redirect:/history";
    } catch (ProblemException refused) {
      if (refused.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
        throw refused;
      }
      response.setStatus(refused.getStatusCode().value());
      model.addAttribute(Flash.NAME, Flash.refused(refused));
      return review(number, model);
    }
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
                    NumberText.percent(made.moved())))
            .toList();
    model.addAttribute("rows", rows);
    model.addAttribute("page", shown);
    model.addAttribute("newest", revisions.head(Revisions.DEFAULT_WORKSPACE).revision());
    model.addAttribute(
        "more", revisions.count(Revisions.DEFAULT_WORKSPACE, "") > (shown + 1L) * PAGE);
    return "history/history";
  }

  /**
   * Shows one revision and its differences from an earlier one.
   *
   * @param against the earlier revision, by default the one before
   */
  @GetMapping("/history/{number}")
  String revision(
      @PathVariable long number,
      @RequestParam(required = false) @Nullable Long against,
      Model model) {
    Revision made =
        revisions.find(Revisions.DEFAULT_WORKSPACE, number).orElseThrow(() -> missing(number));
    long from = against == null ? number - 1 : against;
    model.addAttribute("made", made);
    model.addAttribute("from", from);
    model.addAttribute("moved", NumberText.percent(made.moved()));
    model.addAttribute("necessary", NumberText.percent(made.necessary()));
    model.addAttribute("newest", revisions.head(Revisions.DEFAULT_WORKSPACE).revision());
    model.addAttribute("lines", lines(from, number));
    return "history/revision";
  }

  private List<DifferenceLine> lines(long from, long to) {
    return configDifferences.between(from, config(from), to, config(to)).entries().stream()
        .flatMap(DifferenceLine::of)
        .toList();
  }

  private ConfigSnapshot config(long number) {
    return revisions.config(Revisions.DEFAULT_WORKSPACE, number).orElseThrow(() -> missing(number));
  }

  private static ProblemException missing(long number) {
    return new ProblemException(
        HttpStatus.NOT_FOUND,
        "No such revision",
        "There is no revision " + number + ": the history lists those that exist.");
  }

  record Row(
      long number, String at, String author, String cluster, String sentence, String moved) {}
}
