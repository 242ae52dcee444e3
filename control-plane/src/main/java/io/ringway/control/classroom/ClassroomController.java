package io.ringway.control.classroom;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.shell.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * The REST interface of the classroom exercise. It scales the sample cluster and responds with the
 * desired replicas as soon as they are committed.
 */
@Tag(name = "classroom")
@RestController
class ClassroomController {

  private final Clusters clusters;
  private final JsonMapper mapper;

  ClassroomController(Clusters clusters, JsonMapper mapper) {
    this.clusters = clusters;
    this.mapper = mapper;
  }

  /** The exercise's response: {@link Members} or an error. */
  record Answer(Object message, String status) {}

  /** The desired replicas of the ring. */
  record Members(int N, List<String> replicas) {}

  @Operation(summary = "Lists the replicas of the sample cluster")
  @GetMapping("/rep")
  Answer replicas() {
    ClusterDetails sample = clusters.details(SampleCluster.NAME);
    Stream<String> byHand =
        sample.config().servers().stream()
            .filter(server -> !sample.managed(server))
            .map(server -> server.name());
    List<String> names = Stream.concat(byHand, sample.plan().names().stream()).toList();
    return new Answer(new Members(names.size(), names), "successful");
  }

  @Operation(summary = "Adds replicas, the first of them under given names")
  @PostMapping("/add")
  ResponseEntity<Answer> add(@RequestBody(required = false) @Nullable String body) {
    return answer(body, "newly added", Change.AddReplicas::new);
  }

  @Operation(summary = "Removes replicas, those with given names first")
  @DeleteMapping("/rm")
  ResponseEntity<Answer> remove(@RequestBody(required = false) @Nullable String body) {
    return answer(body, "removable", Change.RemoveReplicas::new);
  }

  /** Creates a change from a cluster, a count and names. */
  private interface Making {
    Change change(String cluster, int count, List<String> names);
  }

  private ResponseEntity<Answer> answer(@Nullable String body, String which, Making making) {
    ClassroomRequest request;
    try {
      request = ClassroomRequest.read(mapper, body);
    } catch (IllegalArgumentException e) {
      return failure("<Error> " + e.getMessage());
    }
    if (request.hostnames().size() > request.n()) {
      return failure("<Error> Length of hostname list is more than " + which + " instances");
    }
    return apply(making.change(SampleCluster.NAME, request.n(), request.hostnames()));
  }

  private ResponseEntity<Answer> apply(Change change) {
    try {
      clusters.apply(change, Actor.current(), null);
    } catch (ProblemException e) {
      return failure("<Error> " + e.getBody().getDetail());
    }
    return ResponseEntity.ok(replicas());
  }

  private static ResponseEntity<Answer> failure(String message) {
    return ResponseEntity.status(HttpStatus.BAD_REQUEST).body(new Answer(message, "failure"));
  }
}
