package io.ringway.control.fleet;

/** Event: an enrolment token was revoked. */
record TokenRevoked(String tokenId) {}
