package io.ringway.control.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.whatif.Balance;
import io.ringway.control.whatif.WhatIf;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a change of a cluster, beside the keys that move.
 *
 * @param excess the share that moves beyond the necessary
 * @param balance how even the load is before and after
 * @param ring the ring that balancers would build
 */
record ChangeEffects(@JsonIgnore double excess, Balance balance, NewRing ring) {

  /**
   * A ring that was built to compute a preview.
   *
   * @param digest its fingerprint, 16 hexadecimal digits
   * @param buildMicros how long that took here, in microseconds, started from the ring that it
   *     replaces
   * @param tableBytes the memory that its tables take on each balancer
   */
  record NewRing(String digest, long buildMicros, long tableBytes) {}

  static @Nullable ChangeEffects of(ChangePlan changePlan, Traffic traffic) {
    WhatIf whatIf = changePlan.moves().whatIf();
    return whatIf == null ? null : of(whatIf, traffic);
  }

  static ChangeEffects of(WhatIf whatIf, Traffic traffic) {
    WhatIf.Side after = whatIf.after();
    return new ChangeEffects(
        whatIf.movement().excess(),
        Balance.of(whatIf, traffic),
        new NewRing(
            HexFormat.of().toHexDigits(after.ring().digest()),
            after.buildNanos() / 1_000,
            after.ring().tableBytes()));
  }
}
