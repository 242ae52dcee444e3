package io.ringway.control.access;

import io.ringway.control.shell.ProblemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The use cases of administrators for users. Every change is audited. There is always an
 * administrator who can log in, and no user can disable or remove the own account: both would lock
 * people out of Ringway.
 */
@Component
class UserAdministration {

  private final UserStore userStore;
  private final PasswordLinks links;
  private final ApiTokens tokens;
  private final Audit audit;
  private final ApplicationEventPublisher events;

  UserAdministration(
      UserStore userStore,
      PasswordLinks links,
      ApiTokens tokens,
      Audit audit,
      ApplicationEventPublisher events) {
    this.userStore = userStore;
    this.links = links;
    this.tokens = tokens;
    this.audit = audit;
    this.events = events;
  }

  /** Adds a user, who sets a password with the returned link. */
  @Transactional
  public PasswordLinks.Link invite(String given, Role role, Actor by) {
    var name = UserStore.canonical(given);
    if (!Credentials.isName(name)) {
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_CONTENT, "Not a name", Credentials.NAME_RULE);
    }
    userStore.lockUsers();
    if (userStore.find(name).isPresent()) {
      throw new ProblemException(
          HttpStatus.CONFLICT,
          "The name is taken",
          name + " is there already: choose another name, or give that person a new link.");
    }
    userStore.create(name, null, role);
    audit.record("user.invited", by.name(), name + " as " + word(role) + ".");
    return links.create(name);
  }

  /** Changes the role of a user, from the next request on. */
  @Transactional
  public void changeRole(String name, Role role, Actor by) {
    var user = change(name);
    if (user.role() == role) {
      return;
    }
    if (role != Role.ADMIN) {
      refuseOwn(user, by, "change the role of");
      refuseLast(user);
    }
    userStore.updateRole(user.name(), role);
    audit.record(
        "user.role",
        by.name(),
        user.name() + ": " + word(role) + ", before " + word(user.role()) + ".");
  }

  /** Disables a user at once. Role, tokens and history stay. */
  @Transactional
  public void disable(String name, Actor by) {
    var user = change(name);
    if (user.state() == User.State.DISABLED) {
      return;
    }
    refuseOwn(user, by, "disable");
    refuseLast(user);
    userStore.updateDisabled(user.name(), true);
    links.invalidate(user.name());
    audit.record("user.disabled", by.name(), user.name() + " cannot log in any more.");
    events.publishEvent(new SessionsEnded(user.name()));
  }

  /** Enables a user again, with the old password. */
  @Transactional
  public void enable(String name, Actor by) {
    var user = change(name);
    if (user.state() == User.State.DISABLED) {
      userStore.updateDisabled(user.name(), false);
      audit.record("user.enabled", by.name(), user.name() + " can log in again.");
    }
  }

  /**
   * Removes a user at once. The history keeps the name.
   *
   * @param withTokens whether to revoke the API tokens that the user created
   */
  @Transactional
  public void remove(String name, boolean withTokens, Actor by) {
    var user = change(name);
    refuseOwn(user, by, "remove");
    refuseLast(user);
    userStore.remove(user.name());
    audit.record("user.removed", by.name(), user.name() + ", " + word(user.role()) + ".");
    if (withTokens) {
      tokens.activeCreatedBy(user.name()).forEach(token -> tokens.revoke(token.id(), by));
    }
    events.publishEvent(new SessionsEnded(user.name()));
  }

  /** Creates a link for a user who has lost the password or the invitation. */
  @Transactional
  public PasswordLinks.Link createLink(String name, Actor by) {
    var user = change(name);
    if (user.state() == User.State.DISABLED) {
      throw new ProblemException(
          HttpStatus.CONFLICT,
          "The account is disabled",
          user.name() + " is disabled: enable the account first, then give it a link.");
    }
    audit.record(
        "user.link", by.name(), "A one-time link for the password of " + user.name() + ".");
    return links.create(user.name());
  }

  /**
   * Sets the password of the user whom the link is for, and invalidates the link. Returns the
   * user's name, or null when the link is not valid.
   */
  @Transactional
  public @Nullable String usePasswordLink(String secret, String password) {
    userStore.lockUsers();
    var name = links.userOf(secret).orElse(null);
    if (name != null) {
      links.invalidate(name);
      newPassword(name, password, "By the one-time link.");
    }
    return name;
  }

  /** Sets a user's own password. */
  @Transactional
  public void changeOwnPassword(String name, String password) {
    newPassword(name, password, "By the person.");
  }

  private void newPassword(String name, String password, String how) {
    userStore.updatePassword(name, password);
    audit.record("user.password", name, how);
    events.publishEvent(new SessionsEnded(name));
  }

  private User change(String name) {
    userStore.lockUsers();
    return userStore
        .find(name)
        .orElseThrow(() ->
            new ProblemException(
                HttpStatus.NOT_FOUND,
                "No such person",
                "Nobody is called " + name + ": GET /api/v1/users lists who there is."));
  }

  private static void refuseOwn(User user, Actor by, String verb) {
    if (by.kind() == Actor.Kind.USER && by.name().equals(user.name())) {
      throw new ProblemException(
          HttpStatus.CONFLICT,
          "Your own account",
          "You cannot " + verb + " your own account: ask another administrator.");
    }
  }

  private void refuseLast(User user) {
    if (user.role() == Role.ADMIN
        && user.state() == User.State.ACTIVE
        && !userStore.hasOtherAdministrator(user.name())) {
      throw new ProblemException(
          HttpStatus.CONFLICT,
          "The last administrator",
          user.name()
              + " is the only administrator who can log in: make somebody else an administrator"
              + " first.");
    }
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
