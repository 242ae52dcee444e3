package io.ringway.control.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of the one-time set-up link. */
@Controller
class SetupPages {

  private final Setup setup;
  private final SessionStart session;
  private final AccessSettings settings;

  SetupPages(Setup setup, SessionStart session, AccessSettings settings) {
    this.setup = setup;
    this.session = session;
    this.settings = settings;
  }

  @GetMapping("/setup")
  String show(@RequestParam(defaultValue = "") String token, Model model, HttpServletResponse to) {
    if (!setup.isPending()) {
      return "redirect:/login";
    }
    if (!setup.isValid(token)) {
      return findTheLink(!token.isEmpty(), model, to);
    }
    return form(token, "", List.of(), model);
  }

  @PostMapping("/setup")
  String create(
      @RequestParam(defaultValue = "") String token,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "") String repeated,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (!setup.isValid(token)) {
      return setup.isPending() ? findTheLink(true, model, response) : "redirect:/login?used";
    }
    var credentials = new Credentials(UserStore.canonical(name), password);
    var faults = credentials.faults(repeated);
    if (!faults.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return form(token, name, faults, model);
    }
    if (!setup.createAdministrator(token, credentials)) {
      return "redirect:/login?used";
    }
    session.start(credentials.name(), request, response);
    return "redirect:/";
  }

  private static String form(String token, String name, List<String> faults, Model model) {
    model.addAttribute("token", token).addAttribute("name", name).addAttribute("faults", faults);
    return "access/setup";
  }

  private String findTheLink(boolean wrong, Model model, HttpServletResponse response) {
    response.setStatus(wrong ? HttpServletResponse.SC_FORBIDDEN : HttpServletResponse.SC_OK);
    model
        .addAttribute("wrong", wrong)
        .addAttribute("file", settings.data().resolve("setup-url").normalize().toString());
    return "access/find-link";
  }
}
