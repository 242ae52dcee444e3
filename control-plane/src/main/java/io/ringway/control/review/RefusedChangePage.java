package io.ringway.control.review;

import io.ringway.control.shell.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;

/** The page that a person comes back to when a change is refused and there is nothing to review. */
public interface RefusedChangePage {

  /** Shows the page with the sentence of the refusal; returns its view. */
  String refused(
      String cluster, ProblemException refused, HttpServletResponse response, Model model);
}
