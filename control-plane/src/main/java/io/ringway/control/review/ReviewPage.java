package io.ringway.control.review;

import io.ringway.control.shell.ProblemException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The view of a change's effects before it is applied. */
@Component
public class ReviewPage {

  private final Reviews reviews;

  ReviewPage(Reviews reviews) {
    this.reviews = reviews;
  }

  /**
   * Shows the effects of changes.
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
   * Shows the effects of a form's change.
   *
   * @param proposal reads the form; throws when the input is refused
   * @param otherwise the page to show when the change is refused
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
