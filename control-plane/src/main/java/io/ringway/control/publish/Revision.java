package io.ringway.control.publish;

import io.ringway.control.access.Actor;
import java.time.Instant;

/**
 * One committed change in the revision log. Immutable once written.
 *
 * @param number gapless in its workspace, from 1
 * @param at when it was committed
 * @param author name of its author
 * @param authorKind user, token or system
 * @param cluster the name of the cluster that changed, empty when several did
 * @param sentence description of the change
 * @param change the change as JSON
 * @param moved share of the keys that moved to another server, from 0 to 1
 * @param necessary the part of it that any placement would have had to move
 */
public record Revision(
    long number,
    Instant at,
    String author,
    Actor.Kind authorKind,
    String cluster,
    String sentence,
    String change,
    double moved,
    double necessary) {}
