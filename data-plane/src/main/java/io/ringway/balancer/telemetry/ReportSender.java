package io.ringway.balancer.telemetry;

import io.ringway.protocol.Message;

/** Where reports go. */
public interface ReportSender {

  /** Whether a report would be sent now. */
  boolean ready();

  /**
   * Sends a report.
   *
   * @return whether it was sent; if not, its numbers go into a later one
   */
  boolean report(Message.Report report);
}
