package io.ringway.control.access;

import io.ringway.control.shell.Flash;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page on which users see their own role and change their own password. */
@Controller
@RequestMapping("/account")
class AccountPages {

  private final UserStore userStore;
  private final UserAdministration userAdministration;
  private final LoginRateLimits loginRateLimits;
  private final SessionStart session;

  AccountPages(
      UserStore userStore,
      UserAdministration userAdministration,
      LoginRateLimits loginRateLimits,
      SessionStart session) {
    this.userStore = userStore;
    this.userAdministration = userAdministration;
    this.loginRateLimits = loginRateLimits;
    this.session = session;
  }

  @GetMapping
  String show(Principal reader, Model model) {
    return page(reader.getName(), List.of(), model);
  }

  @PostMapping("/password")
  String change(
      @RequestParam(defaultValue = "") String current,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "") String repeated,
      Principal reader,
      Model model,
      RedirectAttributes after,
      HttpServletRequest request,
      HttpServletResponse response) {
    var name = reader.getName();
    // Someone who finds an open session must not be able to guess the password.
    var wait = loginRateLimits.acquire(name, request.getRemoteAddr());
    if (wait.isPositive()) {
      throw new LoginRateLimitException(wait);
    }
    if (!userStore.matches(userStore.accountForLogin(name), current)) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return page(
          name, List.of("The password that you have now is another one. Try again."), model);
    }
    loginRateLimits.succeeded(name, request.getRemoteAddr());
    var faults = new Credentials(name, password).faults(repeated);
    if (!faults.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return page(name, faults, model);
    }
    userAdministration.changeOwnPassword(name, password);
    session.start(name, request, response);
    after.addFlashAttribute(
        Flash.NAME, Flash.done("The new password is in force; your other sessions are over."));
    return "redirect:/account";
  }

  private String page(String name, List<String> faults, Model model) {
    model.addAttribute("user", userStore.find(name).orElseThrow()).addAttribute("faults", faults);
    return "access/account";
  }
}
