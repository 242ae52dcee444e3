package io.ringway.control.review;

import io.ringway.control.shell.ProblemException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The view of what a change would do, before it is made. */
@Component
public class ReviewPage {

  private final Reviews reviews;

  ReviewPage(Reviews reviews) {
    this.reviews = reviews;
  }

  /**
   * Shows what edits would do.
   *
   * @param seen the revision that their author saw, or null for the newest
   */
  public String show(
      String cluster, String title, List<ProposedChange> edits, @Nullable Long seen, Model model) {
    model.addAttribute("title", title);
    model.addAttribute("review", reviews.of(cluster, edits, seen));
    return "cluster/review";
  }

  /**
   * Shows what a form proposes.
   *
   * @param proposal reads the form; may refuse what was typed
   * @param otherwise shows what was refused
   */
  public String show(
      String cluster,
      String title,
      Supplier<ProposedChange> proposal,
      Function<ProblemException, String> otherwise,
      Model model) {
    try {
      return show(cluster, title, List.of(proposal.get()), null, model);
    } catch (ProblemException refused) {
      return otherwise.apply(refused);
    }
  }
}
