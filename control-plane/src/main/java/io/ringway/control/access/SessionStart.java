package io.ringway.control.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/** The start of a session without the login page, for users who have just set a password. */
@Component
class SessionStart {

  private final UserStore userStore;
  private final Audit audit;
  private final HttpSessionSecurityContextRepository sessions =
      new HttpSessionSecurityContextRepository();

  SessionStart(UserStore userStore, Audit audit) {
    this.userStore = userStore;
    this.audit = audit;
  }

  /** Starts a new session: an attacker may have planted the id of the old one. */
  void start(String name, HttpServletRequest request, HttpServletResponse response) {
    request.getSession().invalidate();
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(userStore.accountForLogin(name).authentication());
    SecurityContextHolder.setContext(context);
    sessions.saveContext(context, request, response);
    audit.record("login", name, request.getRemoteAddr(), "Logged in with the new password.");
  }
}
