package io.ringway.protocol.address;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** The reason why a server may not have an address. */
public enum AddressRefusal {
  /**
   * {@code 0.0.0.0/8}, {@code ::} and the broadcast address: RFC 1122 section 3.2.1.3; prefixes
   * that are discarded: RFC 6666, RFC 9780.
   */
  NO_MACHINE("names no machine"),
  /** RFC 5771, RFC 4291 section 2.7. */
  MULTICAST("is a multicast address"),
  /** RFC 3927, RFC 4291 section 2.5.6; cloud metadata services live there. */
  LINK_LOCAL("is, or leads to, a link-local address"),
  /** A service at a fixed address of a cloud, such as its metadata service. */
  CLOUD_SERVICE("belongs to a service of the cloud provider, such as its metadata"),
  /**
   * {@code 192.0.0.0/24} and {@code 2001::/23}: RFC 6890 section 2.2; the anycast address of 6to4
   * relays: RFC 7526; segment identifiers: RFC 9602.
   */
  PROTOCOL_ASSIGNMENT("is reserved for protocols"),
  /** {@code 240.0.0.0/4}: RFC 1112 section 4. */
  RESERVED("is in a reserved range"),
  /** The machine itself, where loopback is not allowed. */
  LOOPBACK("is, or leads to, a loopback address"),
  /** A port of Ringway itself, such as the control plane's. */
  OWN_ENDPOINT("is a port of Ringway itself"),
  /** A network that the operator denies. */
  DENIED("is in a network that this installation denies"),
  /** A reason that only newer balancers know. */
  @JsonEnumDefaultValue
  OTHER("is refused by a rule that is not known here");

  private final String description;

  AddressRefusal(String description) {
    this.description = description;
  }

  /** Returns a predicate for a sentence whose subject is the address: "is a multicast address". */
  public String description() {
    return description;
  }
}
