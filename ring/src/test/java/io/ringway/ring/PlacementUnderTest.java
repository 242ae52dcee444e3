package io.ringway.ring;

import java.util.List;

/** A placement that a contract tests. */
interface PlacementUnderTest {

  /** Returns the spec of the placement, with its default parameters. */
  RingSpec spec();

  /** Returns its promises beyond those of every placement. */
  Promise promise();

  /** Builds a ring of this placement. */
  default Ring build(List<Node> nodes) {
    return Rings.build(spec(), nodes);
  }
}
