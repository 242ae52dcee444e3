package io.ringway.control.access;

/** What somebody may do; each role includes the ones before it. */
public enum Role {
  /** Reads everything except people, tokens and the audit trail. */
  VIEWER,
  /** Changes clusters, servers and replicas. */
  OPERATOR,
  /** Manages people and tokens, reads the audit trail. */
  ADMIN;

  /** The name under which Spring Security knows the role. */
  String authority() {
    return "ROLE_" + name();
  }
}
