package io.ringway.control.fleet;

import io.ringway.protocol.Message;

/** Event: a balancer has reported its traffic since the report before. */
public record ReportReceived(String balancerId, Message.Report report) {}
