package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultTextTests {

  @Test
  void aDefectOfRingwayIsCalledOneAndLeadsToItsStackTrace() {
    var defect = new Fault.Unexpected(new IllegalStateException("no head").toString());
    assertThat(FaultText.of(defect))
        .isEqualTo(
            "The control plane failed while it looked after these replicas, and tries again. This"
                + " is a defect of Ringway, not of the cluster or its settings: please report it,"
                + " with the stack trace that the log of the control plane has."
                + " (java.lang.IllegalStateException: no head)");
    assertThat(FaultText.code(defect)).isEqualTo("UNEXPECTED");
  }
}
