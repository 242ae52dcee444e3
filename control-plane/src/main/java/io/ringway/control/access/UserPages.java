package io.ringway.control.access;

import io.ringway.control.shell.Flash;
import io.ringway.control.shell.ProblemException;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The forms with which administrators manage users. Each change redirects to the page Access. */
@Controller
@RequestMapping("/access/people")
class UserPages {

  private final UserAdministration userAdministration;
  private final UserStore userStore;
  private final ApiTokens tokens;

  UserPages(UserAdministration userAdministration, UserStore userStore, ApiTokens tokens) {
    this.userAdministration = userAdministration;
    this.userStore = userStore;
    this.tokens = tokens;
  }

  /** A new one-time link, which the next page shows once. */
  record Invitation(String name, String url) {}

  @PostMapping
  String invite(
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "VIEWER") Role role,
      RedirectAttributes after) {
    try {
      show(name, userAdministration.invite(name, role, Actor.current()), after);
    } catch (ProblemException refused) {
      after.addFlashAttribute(Flash.NAME, Flash.refused(refused)).addFlashAttribute("wanted", name);
    }
    return "redirect:/access";
  }

  @PostMapping("/{name}/link")
  String link(@PathVariable String name, RedirectAttributes after) {
    try {
      show(name, userAdministration.createLink(name, Actor.current()), after);
    } catch (ProblemException refused) {
      after.addFlashAttribute(Flash.NAME, Flash.refused(refused));
    }
    return "redirect:/access";
  }

  @PostMapping("/{name}/role")
  String role(@PathVariable String name, @RequestParam Role role, RedirectAttributes after) {
    return attempt(
        () -> userAdministration.changeRole(name, role, Actor.current()),
        name + " is " + role.name().toLowerCase(Locale.ROOT) + " from now on.",
        after);
  }

  @PostMapping("/{name}/disable")
  String disable(@PathVariable String name, RedirectAttributes after) {
    return attempt(
        () -> userAdministration.disable(name, Actor.current()),
        name + " is logged out everywhere and cannot log in any more.",
        after);
  }

  @PostMapping("/{name}/enable")
  String enable(@PathVariable String name, RedirectAttributes after) {
    return attempt(
        () -> userAdministration.enable(name, Actor.current()), name + " can log in again.", after);
  }

  /** Shows the consequences before a user is removed. */
  @GetMapping("/{name}/remove")
  String confirm(@PathVariable String name, Model model) {
    var user =
        userStore
            .find(name)
            .orElseThrow(() ->
                new ProblemException(
                    HttpStatus.NOT_FOUND,
                    "No such person",
                    "Nobody is called " + name + " (any more): see the page Access."));
    model.addAttribute("user", user).addAttribute("tokens", tokens.activeCreatedBy(user.name()));
    return "access/remove";
  }

  @PostMapping("/{name}/remove")
  String remove(
      @PathVariable String name,
      @RequestParam(defaultValue = "false") boolean tokens,
      RedirectAttributes after) {
    return attempt(
        () -> userAdministration.remove(name, tokens, Actor.current()),
        name + " is removed and logged out everywhere.",
        after);
  }

  private static void show(String name, PasswordLinks.Link link, RedirectAttributes after) {
    after.addFlashAttribute("invitation", new Invitation(UserStore.canonical(name), link.url()));
  }

  private static String attempt(Runnable change, String done, RedirectAttributes after) {
    Flash said;
    try {
      change.run();
      said = Flash.done(done);
    } catch (ProblemException refused) {
      said = Flash.refused(refused);
    }
    after.addFlashAttribute(Flash.NAME, said);
    return "redirect:/access";
  }
}
