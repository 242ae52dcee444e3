package io.ringway.control.shell;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The model attributes that the layout of every page needs. */
@ControllerAdvice(annotations = Controller.class)
class LayoutAttributes {

  /** Returns the theme that the user chose; null follows the system. */
  @ModelAttribute("theme")
  @Nullable String theme(
      @CookieValue(name = "ringway-theme", required = false) @Nullable String chosen) {
    return "light".equals(chosen) || "dark".equals(chosen) ? chosen : null;
  }

  /** Returns the name of the user; null before login. */
  @ModelAttribute("viewer")
  @Nullable String viewer(@Nullable Principal reader) {
    return reader == null ? null : reader.getName();
  }
}
