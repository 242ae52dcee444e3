package io.ringway.control.access;

/** The role of a user or token. Each role includes the ones before it. */
public enum Role {
  /** Reads everything except users, tokens and the audit trail. */
  VIEWER,
  /** Changes clusters, servers and replicas. */
  OPERATOR,
  /** Manages users and tokens, reads the audit trail. */
  ADMIN;

  /** Returns the name of the authority in Spring Security. */
  String authority() {
    return "ROLE_" + name();
  }
}
