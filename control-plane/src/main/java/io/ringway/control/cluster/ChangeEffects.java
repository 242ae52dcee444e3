package io.ringway.control.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.whatif.Balance;
import io.ringway.control.whatif.WhatIf;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The effects of a change of a cluster besides the keys that move.
 *
 * @param excess the share of keys that moves beyond the necessary, from 0 to 1
 * @param balance how even the load is before and after
 * @param ring the ring that balancers would build
 */
record ChangeEffects(@JsonIgnore double excess, Balance balance, NewRing ring) {

  /**
   * A ring that was built to compute a preview.
   *
   * @param digest its fingerprint, 16 hexadecimal digits
   * @param buildMicros how long the build took here, in microseconds, starting from the ring that
   *     it replaces
   * @param tableBytes memory of its tables on each balancer, in bytes
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
