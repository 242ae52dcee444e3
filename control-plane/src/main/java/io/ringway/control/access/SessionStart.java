package io.ringway.control.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/** Begins the session of somebody who has just set a password, without the login page. */
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

  /** A fresh session: what was planted before the login is worth nothing after it. */
  void of(String name, HttpServletRequest request, HttpServletResponse response) {
    request.getSession().invalidate();
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(userStore.login(name).authentication());
    SecurityContextHolder.setContext(context);
    sessions.saveContext(context, request, response);
    audit.record("login", name, request.getRemoteAddr(), "Logged in with the new password.");
  }
}
