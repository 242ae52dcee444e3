package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.OptBoolean;

/**
 * A part of the configuration in effect that one balancer cannot carry out on its machine. It never
 * delays the rest of a revision.
 *
 * @param item the part
 * @param name distinguishes it from others of its kind: the number of a port; empty when there is
 *     only one
 * @param kind the reason, for programs
 * @param reason the reason and the remedy, as a sentence without its final period
 * @param sinceMillis when it first occurred, milliseconds since 1970 UTC; 0 when that is not known
 * @param nextTryMillis time of the next attempt, milliseconds since 1970 UTC; 0 when only an
 *     operator can change anything
 */
public record Obstacle(
    Item item,
    String name,
    Kind kind,
    String reason,
    @JacksonInject(value = Codec.NO_TIME, useInput = OptBoolean.TRUE) long sinceMillis,
    @JacksonInject(value = Codec.NOT_AGAIN, useInput = OptBoolean.TRUE) long nextTryMillis) {

  /** The parts that depend on a machine. */
  public enum Item {
    /** A port that should be listened on and is not. */
    PORT,
    /**
     * The list of certificate authorities for servers: without it, no server can be reached with
     * TLS.
     */
    SERVER_AUTHORITIES,
    /** The copy of the configuration on disk: a restart would load an older one. */
    SNAPSHOT_FILE,
    /** A step that follows after a revision has come into effect, by name. */
    FOLLOW_UP,
    /** A part that only newer balancers know. */
    @JsonEnumDefaultValue
    OTHER
  }

  /** The reasons. */
  public enum Kind {
    /** Another program listens on the port. */
    PORT_TAKEN,
    /** This balancer itself uses the port for another purpose. */
    OWN_PORT,
    /** The operating system does not permit it. */
    NO_PERMISSION,
    /** The machine does not have the address to listen on. */
    NO_ADDRESS,
    /** The process has no file descriptor left. */
    NO_DESCRIPTORS,
    /** TLS is required, but the balancer was started without certificates. */
    NO_CERTIFICATES,
    /** The disk is full. */
    NO_SPACE,
    /** A file cannot be read. */
    UNREADABLE,
    /** An error in the balancer itself; its log has the details. */
    UNEXPECTED,
    /** A reason of another kind, or one that only newer balancers know. */
    @JsonEnumDefaultValue
    OTHER
  }

  /** Checks the lengths and the ranges. */
  public Obstacle {
    Validation.range("length of the name of an obstacle", name.length(), 0, 64);
    Validation.range("time of an obstacle", sinceMillis, 0, Long.MAX_VALUE);
    Validation.range("time of the next try", nextTryMillis, 0, Long.MAX_VALUE);
  }
}
