package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplicaFaultTextTests {

  @Test
  void aDefectOfRingwayIsCalledOneAndLeadsToItsStackTrace() {
    var defect = new ReplicaFault.Unexpected(new IllegalStateException("no head").toString());
    assertThat(ReplicaFaultText.of(defect))
        .isEqualTo(
            "The control plane failed while it looked after these replicas, and tries again. This"
                + " is a defect of Ringway, not of the cluster or its settings: please report it,"
                + " with the stack trace that the log of the control plane has."
                + " (java.lang.IllegalStateException: no head)");
    assertThat(ReplicaFaultText.code(defect)).isEqualTo("UNEXPECTED");
  }
}
