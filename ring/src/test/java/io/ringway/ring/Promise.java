package io.ringway.ring;

/**
 * The promises of a placement in numbers.
 *
 * @param ten largest ratio of share to fair share of ten equal servers, at most
 * @param fifty the same for fifty
 * @param weighted how far the share of each of ten servers of weight 1 to 10 is from fair, at most
 * @param excess the share of all keys that one change moves beyond the necessary, at most; 0 is
 *     exactly none
 * @param spread how far the part of a failed server's keys that another one gets is from its fair
 *     part, at most
 * @param joining how far a server that takes traffic with half its places is from half its keys, as
 *     a share of all keys
 */
record Promise(
    double ten, double fifty, double weighted, double excess, double spread, double joining) {}
