/**
 * The contract between the planes: what a balancer is told, what it answers, and the JSON form of
 * both.
 */
@NullMarked
package io.ringway.protocol;

import org.jspecify.annotations.NullMarked;
