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
 * @param unresolvedSince when the name stopped resolving, or was first looked up, milliseconds
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

  /** No information, or none beyond the configuration. */
  public static final Resolution NONE = new Resolution(List.of(), NameFailure.NONE, 0, List.of());

  /** Copies the lists. */
  public Resolution {
    addresses = List.copyOf(addresses);
    refused = List.copyOf(refused);
  }

  /** Creates a resolution without information. */
  public Resolution() {
    this(List.of(), NameFailure.NONE, 0, List.of());
  }

  /**
   * Returns the information that goes beyond the configured host: none for a literal that the
   * balancer connects to. This keeps reports of thousands of servers small.
   */
  public Resolution beyond(String host) {
    return refused.isEmpty() && addresses.equals(List.of(host)) ? NONE : this;
  }

  /** Returns whether the name resolves or there is none. */
  public boolean resolved() {
    return failure == NameFailure.NONE;
  }

  /** Returns whether there is no address to connect to because a rule refuses all of them. */
  public boolean allRefused() {
    return addresses.isEmpty() && !refused.isEmpty();
  }
}
