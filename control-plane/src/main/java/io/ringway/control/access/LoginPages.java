package io.ringway.control.access;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The login page. Spring Security handles the submitted form. */
@Controller
class LoginPages {

  private final Setup setup;

  LoginPages(Setup setup) {
    this.setup = setup;
  }

  @GetMapping("/login")
  String show(
      @RequestParam(required = false) @Nullable String wrong,
      @RequestParam(required = false) @Nullable String broken,
      @RequestParam(required = false) @Nullable String out,
      @RequestParam(required = false) @Nullable String used,
      Model model) {
    if (setup.isPending()) {
      return "redirect:/setup";
    }
    if (wrong != null) {
      model.addAttribute("fault", "Name or password is wrong. Try again.");
    } else if (broken != null) {
      model.addAttribute("fault", "The login cannot be checked right now. Try again in a minute.");
    } else if (used != null) {
      model.addAttribute("fault", "The set-up link was used already. Log in instead.");
    } else if (out != null) {
      model.addAttribute("note", "You are logged out.");
    }
    return "access/login";
  }
}
