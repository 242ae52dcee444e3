package io.ringway.control.access;

import io.ringway.control.shell.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST API for users; administrators only. */
@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "access")
class UserController {

  private final UserAdministration userAdministration;
  private final UserStore userStore;

  UserController(UserAdministration userAdministration, UserStore userStore) {
    this.userAdministration = userAdministration;
    this.userStore = userStore;
  }

  /**
   * The user to add.
   *
   * @param name 1 to 64 letters, digits, dots, dashes, underscores, at signs; stored in lower case
   * @param role role of the user
   */
  record NewUser(@NotBlank String name, @NotNull Role role) {}

  /**
   * The changes to a user. A field that is absent stays as it is.
   *
   * @param role the new role
   * @param disabled true disables the user at once, false enables the user again
   * @param name must be the current name when present
   * @param state must be the current state when present
   * @param createdAt ignored
   * @param lastLoginAt ignored
   * @param linkExpiresAt ignored
   */
  record UserPatch(
      @Nullable Role role,
      @Nullable Boolean disabled,
      @Nullable String name,
      User.@Nullable State state,
      @Nullable Instant createdAt,
      @Nullable Instant lastLoginAt,
      @Nullable Instant linkExpiresAt) {

    void checkReadOnly(User now) {
      if (name != null && !UserStore.canonical(name).equals(now.name())) {
        throw readOnly("name", "add the person under the other name instead");
      }
      if (state != null && state != now.state()) {
        throw readOnly("state", "send \"disabled\" instead");
      }
    }

    private static ProblemException readOnly(String field, String instead) {
      return new ProblemException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "Not to be changed",
          "The field \"" + field + "\" cannot be changed here: " + instead + ".");
    }
  }

  /**
   * The response with a one-time link.
   *
   * @param user the user
   * @param link address of the page that sets the password; only this response holds it
   * @param expiresAt when the link stops working
   */
  record Invited(User user, String link, Instant expiresAt) {}

  @GetMapping
  @Operation(summary = "All users, also invited and disabled ones")
  List<User> users() {
    return userStore.all();
  }

  @PostMapping
  @Operation(
      summary = "Add a user",
      description =
          "The answer has the one-time link with which the person sets a password within three"
              + " days.")
  ResponseEntity<Invited> invite(@Valid @RequestBody NewUser wanted) {
    var link = userAdministration.invite(wanted.name(), wanted.role(), Actor.current());
    var invited = invited(UserStore.canonical(wanted.name()), link);
    return ResponseEntity.created(URI.create("/api/v1/users/" + invited.user().name()))
        .body(invited);
  }

  @PatchMapping("/{name}")
  @Transactional
  @Operation(
      summary = "Change the role or the state of a user",
      description =
          "A new role counts from the next request on; disabling ends every session at once. The"
              + " last administrator who can log in stays one: 409.")
  public User change(@PathVariable String name, @RequestBody UserPatch patch) {
    if (patch.role() == null && patch.disabled() == null) {
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "Nothing to change",
          "Send {\"role\": \"OPERATOR\"}, {\"disabled\": true} or both.");
    }
    userStore.find(name).ifPresent(patch::checkReadOnly);
    if (patch.role() != null) {
      userAdministration.changeRole(name, patch.role(), Actor.current());
    }
    if (patch.disabled() != null) {
      if (patch.disabled()) {
        userAdministration.disable(name, Actor.current());
      } else {
        userAdministration.enable(name, Actor.current());
      }
    }
    return user(name);
  }

  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Remove a user; all sessions end at once",
      description = "The last administrator who can log in is not removed: 409.")
  void remove(
      @PathVariable String name,
      @Parameter(description = "Revoke the API tokens that the person made as well")
          @RequestParam(defaultValue = "false")
          boolean revokeTokens) {
    userAdministration.remove(name, revokeTokens, Actor.current());
  }

  @PostMapping("/{name}/link")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Create a one-time link with which a user sets a new password",
      description = "An earlier link stops working. The old password works until the link is used.")
  Invited link(@PathVariable String name) {
    return invited(name, userAdministration.createLink(name, Actor.current()));
  }

  private Invited invited(String name, PasswordLinks.Link link) {
    return new Invited(user(name), link.url(), link.expiresAt());
  }

  private User user(String name) {
    return userStore.find(name).orElseThrow(() -> new IllegalStateException("just changed"));
  }
}
