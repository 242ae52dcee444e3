package io.ringway.ring;

import java.util.List;

/** A placement of which something is promised. */
interface PlacementUnderTest {

  /** The placement, with its default knobs. */
  RingSpec spec();

  /** What it promises beyond what all do. */
  Promise promise();

  /** A ring of it. */
  default Ring build(List<Node> nodes) {
    return Rings.build(spec(), nodes);
  }
}
