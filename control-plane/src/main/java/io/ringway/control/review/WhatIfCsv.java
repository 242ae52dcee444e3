package io.ringway.control.review;

import io.ringway.control.whatif.Balance;
import io.ringway.control.whatif.WhatIf;
import io.ringway.ring.analysis.Flow;
import java.util.Locale;

/** The numbers of a what-if as comma-separated values, shares from 0 to 1. */
final class WhatIfCsv {

  private WhatIfCsv() {}

  static String flows(WhatIf whatIf) {
    StringBuilder csv = new StringBuilder("from,to,share\n");
    for (Flow flow : whatIf.movement().flows()) {
      csv.append(flow.from()).append(',').append(flow.to());
      csv.append(',').append(flow.share()).append('\n');
    }
    return csv.toString();
  }

  static String servers(Balance balance) {
    StringBuilder csv =
        new StringBuilder(
            "server,share_now,share_then,fair_now,fair_then,requests_now,requests_then\n");
    for (Balance.Server server : balance.servers()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%s,%s,%.3f,%.3f%n",
              server.name(),
              server.shareBefore(),
              server.shareAfter(),
              server.fairBefore(),
              server.fairAfter(),
              server.requestsBefore(),
              server.requestsAfter()));
    }
    return csv.toString();
  }
}
