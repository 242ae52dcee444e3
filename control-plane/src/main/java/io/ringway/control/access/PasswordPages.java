package io.ringway.control.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of a one-time password link. */
@Controller
@RequestMapping("/password")
class PasswordPages {

  private final PasswordLinks links;
  private final UserAdministration userAdministration;
  private final SessionStart session;

  PasswordPages(PasswordLinks links, UserAdministration userAdministration, SessionStart session) {
    this.links = links;
    this.userAdministration = userAdministration;
    this.session = session;
  }

  @GetMapping
  String show(@RequestParam(defaultValue = "") String token, Model model, HttpServletResponse to) {
    return links
        .userOf(token)
        .map(name -> form(name, token, List.of(), model))
        .orElseGet(() -> dead(to));
  }

  @PostMapping
  String set(
      @RequestParam(defaultValue = "") String token,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "") String repeated,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    var name = links.userOf(token).orElse(null);
    if (name == null) {
      return dead(response);
    }
    var faults = new Credentials(name, password).faults(repeated);
    if (!faults.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return form(name, token, faults, model);
    }
    // Another request may have used the link at the same moment.
    if (userAdministration.usePasswordLink(token, password) == null) {
      return dead(response);
    }
    session.start(name, request, response);
    return "redirect:/";
  }

  private static String form(String name, String token, List<String> faults, Model model) {
    model.addAttribute("name", name).addAttribute("token", token).addAttribute("faults", faults);
    return "access/password";
  }

  private static String dead(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    return "access/dead-link";
  }
}
