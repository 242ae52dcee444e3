package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/**
 * The addresses of a server as one balancer knows them.
 *
 * @param addresses IP literals without brackets that the balancer connects to, in the order in
 *     which it tries them: the first is the one in use
 * @param failure why the name does not resolve now; meanwhile the last good addresses are used
 * @param unresolvedSince when the name stopped resolving, or was asked for first, milliseconds
 *     since 1970 UTC; 0 while it resolves
 * @param refused resolved addresses that the balancer does not connect to
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Resolution(
    @JacksonInject(value = Codec.NO_ADDRESSES, useInput = OptBoolean.TRUE) List<String> addresses,
    @JacksonInject(value = Codec.NO_NAME_FAILURE, useInput = OptBoolean.TRUE) NameFailure failure,
    @JacksonInject(value = Codec.NO_TIME, useInput = OptBoolean.TRUE) long unresolvedSince,
    @JacksonInject(value = Codec.NO_REFUSED_ADDRESSES, useInput = OptBoolean.TRUE)
        List<RefusedAddress> refused) {

  /** Nothing is known, or there is nothing to tell that the configuration does not tell. */
  public static final Resolution NONE = new Resolution(List.of(), NameFailure.NONE, 0, List.of());

  /** Copies the lists. */
  public Resolution {
    addresses = List.copyOf(addresses);
    refused = List.copyOf(refused);
  }

  /** Nothing is known. */
  public Resolution() {
    this(List.of(), NameFailure.NONE, 0, List.of());
  }

  /**
   * Returns what this tells that the configured host does not tell: of a literal that is connected
   * to, nothing. Reports of thousands of servers stay small that way.
   */
  public Resolution beyond(String host) {
    return refused.isEmpty() && addresses.equals(List.of(host)) ? NONE : this;
  }

  /** Tells whether the name resolves, or there is none. */
  public boolean resolved() {
    return failure == NameFailure.NONE;
  }

  /** Tells whether there is no address to connect to because a rule refuses all that there are. */
  public boolean allRefused() {
    return addresses.isEmpty() && !refused.isEmpty();
  }
}
