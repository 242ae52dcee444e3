package io.ringway.balancer.telemetry;

import io.ringway.protocol.Message;

/** The sender of reports to the control plane. */
public interface ReportSender {

  /** Tells whether a report would be sent now. */
  boolean ready();

  /**
   * Sends a report.
   *
   * @return whether it was sent; if not, its counts go into a later one
   */
  boolean report(Message.Report report);
}
