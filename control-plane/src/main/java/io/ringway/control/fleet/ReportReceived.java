package io.ringway.control.fleet;

import io.ringway.protocol.Message;

/** Event: a balancer told what happened since its last report. */
public record ReportReceived(String balancerId, Message.Report report) {}
