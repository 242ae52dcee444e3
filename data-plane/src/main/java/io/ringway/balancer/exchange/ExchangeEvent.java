package io.ringway.balancer.exchange;

import java.util.EnumSet;
import java.util.Set;

/**
 * The events that move an exchange from one {@link Phase} to another. Each row of this table is an
 * event, the phase that it leads to, and the phases in which it can occur; anything else is a bug.
 */
enum ExchangeEvent {
  /** A server was looked for: the first one, the next one, or one for a retry. */
  SERVER_CHOSEN(Phase.CONNECTING, Phase.READING_HEAD, Phase.CONNECTING, Phase.AWAITING_RESPONSE),

  /** The head of the request was written to a server. */
  REQUEST_SENT(Phase.AWAITING_RESPONSE, Phase.CONNECTING),

  /** The head of the final response was received. */
  RESPONSE_STARTED(Phase.RESPONDING, Phase.AWAITING_RESPONSE),

  /** The server switched to the protocol that the client had asked for. */
  UPGRADED(Phase.TUNNEL, Phase.AWAITING_RESPONSE),

  /** A response was written in full, and the connection stays open. */
  RESPONSE_COMPLETE(
      Phase.READING_HEAD,
      Phase.READING_HEAD,
      Phase.CONNECTING,
      Phase.AWAITING_RESPONSE,
      Phase.RESPONDING),

  /**
   * The connection is about to be closed: its last response was written or cannot be completed, or
   * a tunnel has ended. In a tunnel and while lingering, memory may run out.
   */
  CLOSING(
      Phase.LINGERING,
      Phase.READING_HEAD,
      Phase.CONNECTING,
      Phase.AWAITING_RESPONSE,
      Phase.RESPONDING,
      Phase.TUNNEL,
      Phase.LINGERING),

  /** The client's connection was closed. */
  CLIENT_GONE(
      Phase.CLOSED,
      Phase.READING_HEAD,
      Phase.CONNECTING,
      Phase.AWAITING_RESPONSE,
      Phase.RESPONDING,
      Phase.TUNNEL,
      Phase.LINGERING);

  private final Phase target;

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction
  private final Set<Phase> sources;

  ExchangeEvent(Phase target, Phase... sources) {
    this.target = target;
    this.sources = EnumSet.noneOf(Phase.class);
    this.sources.addAll(Set.of(sources));
  }

  /**
   * Returns the phase that follows when this event occurs in a phase.
   *
   * @throws IllegalStateException when the event cannot occur in it
   */
  Phase after(Phase phase) {
    if (!sources.contains(phase)) {
      throw new IllegalStateException(
          "The event " + this + " cannot occur in phase " + phase + ".");
    }
    return target;
  }
}
