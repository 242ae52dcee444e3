package io.ringway.control.fleet;

import io.ringway.control.access.Actor;
import io.ringway.control.access.Audit;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.ProblemException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The forms with which administrators add a balancer and revoke its token. */
@Controller
@RequestMapping("/balancers/tokens")
class JoinPages {

  private final EnrolmentTokens tokens;
  private final Audit audit;
  private final String publicUrl;

  JoinPages(
      EnrolmentTokens tokens,
      Audit audit,
      @Value("${ringway.public-url:http://localhost:8080}") String publicUrl) {
    this.tokens = tokens;
    this.audit = audit;
    this.publicUrl = publicUrl;
  }

  /** Creates a token and the command, which the next page shows once. */
  @PostMapping
  String join(
      @RequestParam String name,
      @RequestParam int port,
      @RequestParam int adminPort,
      RedirectAttributes next) {
    try {
      JoinCommand.check(name.strip(), port, adminPort);
      IssuedToken issued = tokens.issue(name.strip());
      audit.record(
          "balancer-token.created", Actor.current().name(), "Enrolment token '" + name + "'.");
      next.addFlashAttribute(
          "join", new JoinCommand(name.strip(), port, adminPort, publicUrl, issued.token()));
    } catch (ProblemException refused) {
      next.addFlashAttribute(Flash.NAME, Flash.refused(refused));
    } catch (IllegalArgumentException invalid) {
      next.addFlashAttribute(Flash.NAME, Flash.refused(String.valueOf(invalid.getMessage())));
    }
    return "redirect:/balancers#add";
  }

  /** Revokes a token and disconnects the balancers that use it. */
  @PostMapping("/{id}/revoke")
  String revoke(@PathVariable String id, RedirectAttributes next) {
    if (tokens.revoke(id)) {
      audit.record(
          "balancer-token.revoked", Actor.current().name(), "Enrolment token with id " + id + ".");
    }
    next.addFlashAttribute(
        Flash.NAME,
        Flash.done(
            "The token is worth nothing any more; balancers that came with it are cut off and go on"
                + " with the ring that they have."));
    return "redirect:/balancers#add";
  }
}
