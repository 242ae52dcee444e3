package io.ringway.control.replica;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The REST API for the replicas of a cluster, read only: the API of the cluster sets their number.
 */
@RestController
@Tag(name = "Replicas")
class ReplicaController {

  private final Replicas replicas;

  ReplicaController(Replicas replicas) {
    this.replicas = replicas;
  }

  @GetMapping("/api/v1/clusters/{name}/replicas")
  @Operation(summary = "The replicas of a cluster and their faults")
  ReplicaStatus replicas(@PathVariable String name) {
    return replicas.status(name);
  }
}
