package io.ringway.ring.analysis;

/**
 * A stretch of the circle with one owner, for drawing.
 *
 * @param start in turns, 0 inclusive to 1
 * @param end in turns, greater than start, at most 1
 * @param owner index of the node that owns the keys, or {@link io.ringway.ring.Ring#NONE}
 * @param servedBy index of the node that serves them now: the owner if it takes traffic, else the
 *     next candidate that does, or {@link io.ringway.ring.Ring#NONE}
 */
public record Arc(double start, double end, int owner, int servedBy) {}
