package io.ringway.control.overview;

import io.ringway.control.fleet.BalancerStatus;
import io.ringway.control.fleet.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reports balancers that are away, do not run the newest revision, or run it only in part. */
@Component
class FleetAttention implements Attention.Source {

  private static final String PAGE = "/balancers";

  /**
   * The longest absence of a balancer that is reported here. After that only the balancers' page
   * shows it.
   */
  private static final Duration NEWS = Duration.ofHours(1);

  private final Fleet fleet;
  private final InstantSource clock;

  FleetAttention(Fleet fleet, InstantSource clock) {
    this.fleet = fleet;
    this.clock = clock;
  }

  @Override
  public List<Attention> attention() {
    List<Attention> found = new ArrayList<>();
    List<BalancerStatus> balancers = fleet.balancers();
    if (balancers.stream().noneMatch(BalancerStatus::connected)) {
      found.add(
          new Attention(
              Attention.Severity.PROBLEM,
              "No balancer is connected: changes take effect when one connects.",
              PAGE));
    }
    Instant oldest = clock.instant().minus(NEWS);
    for (BalancerStatus one : balancers) {
      if (!one.connected()) {
        if (one.lastSeen().isAfter(oldest)) {
          found.add(
              new Attention(
                  Attention.Severity.WARNING,
                  "Balancer " + one.name() + " is disconnected.",
                  PAGE));
        }
      } else if (!one.rejectedReasons().isEmpty()) {
        found.add(
            new Attention(
                Attention.Severity.PROBLEM,
                "Balancer %s refused the newest revision: %s"
                    .formatted(one.name(), String.join("; ", one.rejectedReasons())),
                PAGE));
      } else if (!one.agrees()) {
        found.add(
            new Attention(
                Attention.Severity.WARNING,
                one.behind() == 0
                    ? "Balancer %s built a different ring for r%d than the control plane."
                        .formatted(one.name(), one.revision())
                    : "Balancer %s is behind: it runs r%d, and r%d is in force."
                        .formatted(one.name(), one.revision(), one.revision() + one.behind()),
                PAGE));
      } else if (!one.traffic().obstacles().isEmpty()) {
        found.add(
            new Attention(
                one.traffic().closesPort()
                    ? Attention.Severity.PROBLEM
                    : Attention.Severity.WARNING,
                "Balancer " + one.name() + ": " + String.join(" ", one.traffic().obstacleTexts()),
                PAGE));
      }
    }
    return found;
  }
}
