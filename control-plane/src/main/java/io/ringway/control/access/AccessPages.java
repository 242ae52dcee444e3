package io.ringway.control.access;

import io.ringway.control.shell.Flash;
import io.ringway.control.shell.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page Access: tokens, users and the latest audit events. */
@Controller
@RequestMapping("/access")
class AccessPages {

  private static final int EVENTS = 50;

  private final ApiTokens tokens;
  private final UserStore userStore;
  private final Audit audit;
  private final InstantSource clock;

  AccessPages(ApiTokens tokens, UserStore userStore, Audit audit, InstantSource clock) {
    this.tokens = tokens;
    this.userStore = userStore;
    this.audit = audit;
    this.clock = clock;
  }

  /** A row of the table of tokens. */
  record TokenLine(ApiToken token, String state) {}

  @GetMapping
  String show(Model model) {
    var now = clock.instant();
    model
        .addAttribute(
            "tokens", tokens.all().stream().map(t -> new TokenLine(t, state(t, now))).toList())
        .addAttribute("users", userStore.all())
        .addAttribute("roles", Role.values())
        .addAttribute("events", audit.newest(Long.MAX_VALUE, EVENTS));
    return "access/access";
  }

  @PostMapping("/tokens")
  String create(
      @Valid @ModelAttribute NewToken wanted,
      BindingResult faults,
      RedirectAttributes after,
      Model model,
      HttpServletResponse response) {
    if (faults.hasErrors()) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      model.addAttribute(
          "fault",
          "Give the token a name of 1 to 64 printable characters, a role, and 1 to 3650 days or"
              + " none.");
      return show(model);
    }
    ApiTokens.Created created;
    try {
      created =
          tokens.create(
              wanted.name(), wanted.role(), wanted.expiresAt(clock.instant()), Actor.current());
    } catch (ProblemException refused) {
      response.setStatus(refused.getStatusCode().value());
      model.addAttribute("fault", refused.getMessage());
      return show(model);
    }
    // A flash attribute: only the next page shows it, then the session forgets it.
    after
        .addFlashAttribute("secret", created.secret())
        .addFlashAttribute("secretOf", wanted.name());
    return "redirect:/access";
  }

  @PostMapping("/tokens/{id}/revoke")
  String revoke(@PathVariable UUID id, RedirectAttributes after) {
    tokens.revoke(id, Actor.current());
    after.addFlashAttribute(Flash.NAME, Flash.done("The token stopped working at once."));
    return "redirect:/access";
  }

  private static String state(ApiToken token, java.time.Instant now) {
    if (token.revokedAt() != null) {
      return "revoked";
    }
    return token.active(now) ? "active" : "expired";
  }
}
