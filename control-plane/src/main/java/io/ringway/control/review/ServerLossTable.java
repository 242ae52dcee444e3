package io.ringway.control.review;

import io.ringway.control.picture.WhatIfPicture;
import io.ringway.control.shell.NumberText;
import io.ringway.control.whatif.WhatIf;
import org.jspecify.annotations.Nullable;

/**
 * Who would get a server's keys if it died, ready to be shown in the pieces of a review.
 *
 * @param moved the share of all keys that would move; empty when it has none
 */
public record ServerLossTable(
    String moved, Review.@Nullable Flows flows, @Nullable WhatIfPicture picture) {

  /** Of a server that has no keys now. */
  public static final ServerLossTable NONE = new ServerLossTable("", null, null);

  public static ServerLossTable of(WhatIf death) {
    return new ServerLossTable(
        NumberText.percent(death.movement().moved()), FlowTable.of(death), WhatIfPicture.of(death));
  }
}
