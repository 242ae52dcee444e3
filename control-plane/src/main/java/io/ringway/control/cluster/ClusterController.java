package io.ringway.control.cluster;

import io.ringway.control.cluster.ChangeResponder.Terms;
import io.ringway.control.shell.EntityTags;
import io.ringway.control.shell.ListPage;
import io.ringway.protocol.ClusterSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Clusters over REST. */
@Tag(name = "clusters")
@RestController
@RequestMapping("/api/v1/clusters")
class ClusterController {

  private final Clusters clusters;
  private final ChangeResponder changeResponder;
  private final RequestBodies requestBodies;

  ClusterController(
      Clusters clusters, ChangeResponder changeResponder, RequestBodies requestBodies) {
    this.clusters = clusters;
    this.changeResponder = changeResponder;
    this.requestBodies = requestBodies;
  }

  /** The desired number of replicas. */
  record ScaleRequest(@Nullable Integer desired, @Nullable Boolean force) {}

  @Operation(summary = "Lists the clusters whose name contains a text")
  @GetMapping
  ListPage<ClusterView> list(
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    List<ClusterView> found =
        clusters.all().stream()
            .filter(details -> details.config().name().contains(name))
            .map(ClusterView::of)
            .toList();
    return ListPage.of(found, page, size);
  }

  @Operation(summary = "Reads a cluster with its servers")
  @GetMapping("/{cluster}")
  ResponseEntity<ClusterView> read(@PathVariable String cluster) {
    ClusterDetails details = clusters.details(cluster);
    return ResponseEntity.ok()
        .eTag(EntityTags.of(details.revision()))
        .body(ClusterView.of(details));
  }

  @Operation(summary = "Creates a cluster; what is not given has its default")
  @PostMapping
  ResponseEntity<ChangeResponse> create(
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = ClusterRequest.class)))
          @RequestBody
          JsonNode body,
      @RequestParam(defaultValue = "false") boolean dryRun) {
    Change change = ClusterRequest.create(requestBodies, RequestBodies.object(body));
    ChangeResponse answer = changeResponder.make(change, new Terms(null, dryRun, false));
    ResponseEntity.BodyBuilder builder =
        dryRun
            ? ResponseEntity.ok()
            : ResponseEntity.created(URI.create("/api/v1/clusters/" + change.cluster()));
    return builder.eTag(EntityTags.of(answer.revision())).body(answer);
  }

  @Operation(summary = "Changes the settings that are given; null brings a default back")
  @PatchMapping("/{cluster}")
  ResponseEntity<ChangeResponse> patch(
      @PathVariable String cluster,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = ClusterRequest.class)))
          @RequestBody
          JsonNode body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "false") boolean force) {
    return settings(
        cluster, seen -> seen.config().settings(), body, Terms.of(ifMatch, dryRun, force));
  }

  @Operation(summary = "Replaces all settings; the servers stay")
  @PutMapping("/{cluster}")
  ResponseEntity<ChangeResponse> put(
      @PathVariable String cluster,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = ClusterRequest.class)))
          @RequestBody
          JsonNode body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "false") boolean force) {
    return settings(cluster, _ -> ClusterSettings.DEFAULT, body, Terms.of(ifMatch, dryRun, force));
  }

  /** Applies new settings; those that the body leaves out come from {@code base}. */
  private ResponseEntity<ChangeResponse> settings(
      String cluster, Function<ClusterDetails, ClusterSettings> base, JsonNode body, Terms terms) {
    ObjectNode object = RequestBodies.object(body);
    return changeResponder.answer(
        cluster,
        seen -> ClusterRequest.update(requestBodies, seen, base.apply(seen), object),
        terms);
  }

  @Operation(summary = "Deletes a cluster; one with ready servers only by force")
  @DeleteMapping("/{cluster}")
  ResponseEntity<ChangeResponse> delete(
      @PathVariable String cluster,
      @RequestParam(defaultValue = "false") boolean force,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun) {
    return changeResponder.answer(
        new Change.DeleteCluster(cluster, force), Terms.of(ifMatch, dryRun, force));
  }

  @Operation(
      summary = "Says how many replicas shall run",
      description =
          "A decision about capacity: it is made however many keys it moves. Leaving no ready server"
              + " needs force.")
  @PostMapping("/{cluster}:scale")
  ResponseEntity<ChangeResponse> scale(
      @PathVariable String cluster,
      @RequestBody ScaleRequest body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun) {
    if (body.desired() == null) {
      throw RequestBodies.bad("Give 'desired', the number of replicas that shall run.");
    }
    boolean force = Boolean.TRUE.equals(body.force());
    return changeResponder.answer(
        new Change.Scale(cluster, body.desired(), force), Terms.of(ifMatch, dryRun, force));
  }
}
