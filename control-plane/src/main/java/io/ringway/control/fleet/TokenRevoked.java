package io.ringway.control.fleet;

/** Event: an enrolment token is no longer good. */
record TokenRevoked(String tokenId) {}
