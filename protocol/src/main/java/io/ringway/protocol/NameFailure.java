package io.ringway.protocol;

/** The reason for which the name of a server does not resolve. */
public enum NameFailure {
  /** No failure: the name resolves, or the host is an IP literal. */
  NONE("it resolves"),
  /** NXDOMAIN: RFC 1035 section 4.1.1. */
  NO_SUCH_NAME("the name does not exist"),
  /** The name exists, with neither an A nor an AAAA record. */
  NO_ADDRESS("the name has no address"),
  /** SERVFAIL, REFUSED or another error of the DNS server. */
  SERVER_FAILURE("the DNS server reports a failure"),
  /** No DNS server answered in time. */
  NO_ANSWER("no DNS server answers"),
  /** The name cannot be looked up: RFC 1035 section 2.3.1. */
  INVALID_NAME("the name is not valid");

  private final String description;

  NameFailure(String description) {
    this.description = description;
  }

  /** Returns a clause for a sentence: "the name does not exist". */
  public String description() {
    return description;
  }

  /** Returns whether this is a failure of the DNS rather than of the name. */
  public boolean isOfDns() {
    return this == SERVER_FAILURE || this == NO_ANSWER;
  }
}
