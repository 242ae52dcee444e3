package io.ringway.control.fleet;

import io.ringway.control.access.Actor;
import io.ringway.control.access.Audit;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.shell.TokenNames;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST API for balancers and their enrolment tokens. */
@RestController
@RequestMapping("/api/v1/balancers")
@Tag(name = "Balancers")
final class BalancersController {

  private final Fleet fleet;
  private final EnrolmentTokens tokens;
  private final Audit audit;

  BalancersController(Fleet fleet, EnrolmentTokens tokens, Audit audit) {
    this.fleet = fleet;
    this.tokens = tokens;
    this.audit = audit;
  }

  @GetMapping
  @Operation(summary = "All known balancers: their revision, and whether their ring is the same")
  List<BalancerStatus> list() {
    return fleet.balancers();
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Forget a balancer that is gone")
  void forget(@PathVariable String id) {
    switch (fleet.remove(id)) {
      case DONE -> {}
      case CONNECTED ->
          throw new ProblemException(
              HttpStatus.CONFLICT,
              "This balancer is connected",
              "Stop it first, or revoke its enrolment token; then forget it.");
      case UNKNOWN ->
          throw new ProblemException(
              HttpStatus.NOT_FOUND,
              "No such balancer",
              "GET /api/v1/balancers lists the ids that exist.");
    }
  }

  @GetMapping("/tokens")
  @Operation(summary = "Every enrolment token, without its secret")
  List<EnrolmentToken> tokens() {
    return tokens.list();
  }

  @PostMapping("/tokens")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(summary = "Make an enrolment token; its secret is shown this once")
  IssuedToken issue(@RequestBody NewToken token) {
    String name = TokenNames.checked(token.name() == null ? "" : token.name());
    IssuedToken issued = tokens.issue(name);
    audit.record(
        "balancer-token.created", Actor.current().name(), "Enrolment token '" + name + "'.");
    return issued;
  }

  @DeleteMapping("/tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Revoke an enrolment token and cut off the balancers that use it")
  void revoke(@PathVariable String id) {
    if (!tokens.revoke(id)) {
      throw new ProblemException(
          HttpStatus.NOT_FOUND,
          "No such token",
          "GET /api/v1/balancers/tokens lists the ids; a revoked one stays revoked.");
    }
    audit.record(
        "balancer-token.revoked", Actor.current().name(), "Enrolment token with id " + id + ".");
  }

  /**
   * The request for a token.
   *
   * @param name 1 to 64 printable characters; no two active tokens share one
   */
  record NewToken(@Nullable String name) {}
}
