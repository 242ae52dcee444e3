package io.ringway.control.shell;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** The reporter that logs in one line why the control plane does not start. */
class StartFailureReporter implements FailureAnalysisReporter {

  private static final Logger LOG = LoggerFactory.getLogger(StartFailureReporter.class);

  @Override
  public void report(FailureAnalysis analysis) {
    var action = analysis.getAction();
    LOG.error(
        "The control plane cannot start. {}{}",
        analysis.getDescription(),
        action == null ? "" : " " + action);
  }
}
