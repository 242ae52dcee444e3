package io.ringway.control.stack;

import io.ringway.control.cluster.ChangeRequest;
import io.ringway.control.cluster.ChangeResponder;
import io.ringway.control.cluster.ChangeResponder.Terms;
import io.ringway.control.cluster.ChangeResponse;
import io.ringway.control.cluster.RequestBodies;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The REST interface that previews and applies any change, or several as one. */
@Tag(name = "clusters")
@RestController
@RequestMapping("/api/v1/clusters")
class StackController {

  private static final String ONE =
      """
      {"type": "update-server", "server": "server-1", "state": "DRAINING"}\
      """;

  private static final String SEVERAL =
      """
      {"changes": [
        {"type": "add-servers", "servers": [{"name": "server-4", "address": "10.0.0.4:9000"}]},
        {"type": "update-server", "server": "server-1", "weight": 2},
        {"type": "pin-key", "key": "alice", "server": "server-2"}
      ]}\
      """;

  private static final String SETTINGS =
      """
      {"type": "update-cluster", "settings": {
        "placement": {"algorithm": "ring", "points": 1024},
        "keyRules": [{"source": "header", "name": "X-Session"}],
        "steering": {"boundedLoad": 1.25}
      }}\
      """;

  private final ChangeResponder changeResponder;
  private final ChangeRequest requests;

  StackController(ChangeResponder changeResponder, ChangeRequest requests) {
    this.changeResponder = changeResponder;
    this.requests = requests;
  }

  @Operation(
      summary = "Computes what any change, or several as one, would do",
      description =
          "A change is an object with a type: add-servers, update-server, set-server-states,"
              + " remove-servers, scale, add-replicas, remove-replicas, update-cluster, pin-key,"
              + " unpin-key or, alone, delete-cluster. Answers what moves, from whom to whom, how"
              + " even the load is before and after, also by the traffic that is seen now, and how"
              + " long the new ring took to build. Exact, but where the key rules or the hash"
              + " function change: then preview.exact is false and the shares are expected ones.")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              examples = {
                @ExampleObject(name = "one change", value = ONE),
                @ExampleObject(name = "several as one", value = SEVERAL),
                @ExampleObject(name = "settings", value = SETTINGS)
              }))
  @PostMapping("/{cluster}:preview")
  ResponseEntity<ChangeResponse> preview(@PathVariable String cluster, @RequestBody JsonNode body) {
    return answer(cluster, body, new Terms(null, true, false));
  }

  @Operation(
      summary = "Makes a change, or several as one revision: all of them or none",
      description =
          "Takes what :preview takes. What moves more keys than the limit"
              + " (ringway.changes.limit-percent) is answered with 409, the share and the limit,"
              + " unless it is forced.")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              examples = {
                @ExampleObject(name = "several as one", value = SEVERAL),
                @ExampleObject(name = "one change", value = ONE),
                @ExampleObject(name = "settings", value = SETTINGS)
              }))
  @PostMapping("/{cluster}:apply")
  ResponseEntity<ChangeResponse> apply(
      @PathVariable String cluster,
      @RequestBody JsonNode body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "false") boolean force) {
    return answer(cluster, body, Terms.of(ifMatch, dryRun, force));
  }

  private ResponseEntity<ChangeResponse> answer(String cluster, JsonNode body, Terms terms) {
    ObjectNode object = RequestBodies.object(body);
    return changeResponder.answer(cluster, seen -> requests.read(seen, object), terms);
  }
}
