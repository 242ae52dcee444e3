package io.ringway.control.cluster;

import io.ringway.control.explore.WhatIf;
import io.ringway.control.explore.WhatIfPicture;
import io.ringway.control.shell.NumberText;
import org.jspecify.annotations.Nullable;

/**
 * Who would get a server's keys if it died, ready to be shown in the pieces of a review.
 *
 * @param moved the share of all keys that would move; empty when it has none
 */
record ServerLossTable(
    String moved, Review.@Nullable Flows flows, @Nullable WhatIfPicture picture) {

  /** Of a server that has no keys now. */
  static final ServerLossTable NONE = new ServerLossTable("", null, null);

  static ServerLossTable of(WhatIf death) {
    return new ServerLossTable(
        NumberText.percent(death.movement().moved()), FlowTable.of(death), WhatIfPicture.of(death));
  }
}
