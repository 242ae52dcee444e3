package io.ringway.ring;

/** The contract of every placement. The test of each placement implements it. */
interface PlacementContract
    extends SharesContract, MovementContract, CandidatesContract, TableContract, EdgesContract {}
