package io.ringway.protocol;

import io.ringway.protocol.address.AddressRefusal;

/**
 * An address of a server that a balancer does not connect to.
 *
 * @param address an IP literal without brackets
 * @param reason the rule that refuses it
 */
public record RefusedAddress(String address, AddressRefusal reason) {}
