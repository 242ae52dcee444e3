package io.ringway.control.review;

import io.ringway.control.shell.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;

/** The page to return to when a change is refused and there is nothing to review. */
public interface RefusedChangePage {

  /** Fills the model with the page and the reason for the refusal, and returns its view. */
  String refused(
      String cluster, ProblemException refused, HttpServletResponse response, Model model);
}
