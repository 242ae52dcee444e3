package io.ringway.control.review;

import io.ringway.control.picture.WhatIfPicture;
import io.ringway.control.shell.NumberText;
import io.ringway.control.whatif.WhatIf;
import org.jspecify.annotations.Nullable;

/**
 * The servers that would get a server's keys if it died, in the format of a review.
 *
 * @param moved the share of all keys that would move; empty when it has none
 */
public record ServerLossTable(
    String moved, Review.@Nullable Flows flows, @Nullable WhatIfPicture picture) {

  /** The table of a server without keys. */
  public static final ServerLossTable NONE = new ServerLossTable("", null, null);

  public static ServerLossTable of(WhatIf death) {
    return new ServerLossTable(
        NumberText.percent(death.movement().moved()), FlowTable.of(death), WhatIfPicture.of(death));
  }
}
