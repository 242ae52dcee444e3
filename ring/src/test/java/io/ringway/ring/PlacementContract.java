package io.ringway.ring;

/** What every placement promises. A placement's own test implements this. */
interface PlacementContract
    extends SharesContract, MovementContract, CandidatesContract, TableContract, EdgesContract {}
