package io.ringway.control.traffic;

/**
 * Event, once a second: the numbers of the past second are complete.
 *
 * @param second the second that ended, seconds since 1970 UTC
 */
public record TrafficTick(long second) {}
