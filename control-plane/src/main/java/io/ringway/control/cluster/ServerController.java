package io.ringway.control.cluster;

import io.ringway.control.cluster.ChangeResponder.Terms;
import io.ringway.control.shell.EntityTags;
import io.ringway.control.shell.ListPage;
import io.ringway.protocol.ServerState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The servers of a cluster over REST. */
@Tag(name = "servers")
@RestController
@RequestMapping("/api/v1/clusters/{cluster}/servers")
class ServerController {

  private final Clusters clusters;
  private final ChangeResponder changeResponder;
  private final RequestBodies requestBodies;

  ServerController(
      Clusters clusters, ChangeResponder changeResponder, RequestBodies requestBodies) {
    this.clusters = clusters;
    this.changeResponder = changeResponder;
    this.requestBodies = requestBodies;
  }

  @Operation(summary = "Lists the servers of a cluster, all or those in one state")
  @GetMapping
  ResponseEntity<ListPage<ClusterView.Server>> list(
      @PathVariable String cluster,
      @RequestParam(required = false) @Nullable ServerState state,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    ClusterDetails details = clusters.details(cluster);
    List<ClusterView.Server> found =
        ClusterView.servers(details).stream()
            .filter(server -> state == null || server.state() == state)
            .toList();
    return ResponseEntity.ok()
        .eTag(EntityTags.of(details.revision()))
        .body(ListPage.of(found, page, size));
  }

  @Operation(summary = "Reads one server, by id or name")
  @GetMapping("/{server}")
  ResponseEntity<ClusterView.Server> read(
      @PathVariable String cluster, @PathVariable String server) {
    ClusterDetails details = clusters.details(cluster);
    ClusterView.Server found =
        details
            .server(server)
            .map(config -> ClusterView.Server.of(config, details.managed(config)))
            .orElseThrow(() -> ClusterProblems.noServer(cluster, server));
    return ResponseEntity.ok().eTag(EntityTags.of(details.revision())).body(found);
  }

  @Operation(summary = "Adds a server, or several at once with {\"servers\": […]}")
  @PostMapping
  ResponseEntity<ChangeResponse> add(
      @PathVariable String cluster,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = NewServerRequest.class)))
          @RequestBody
          JsonNode body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "false") boolean force) {
    List<NewServer> servers =
        requestBodies.servers(body).stream().map(NewServerRequest::server).toList();
    ChangeResponse answer =
        changeResponder.make(
            new Change.AddServers(cluster, servers), Terms.of(ifMatch, dryRun, force));
    return ResponseEntity.status(dryRun ? HttpStatus.OK : HttpStatus.CREATED)
        .eTag(EntityTags.of(answer.revision()))
        .body(answer);
  }

  @Operation(summary = "Changes the weight, the state, the address or the name of a server")
  @PatchMapping("/{server}")
  ResponseEntity<ChangeResponse> patch(
      @PathVariable String cluster,
      @PathVariable String server,
      @RequestBody ServerPatch body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "false") boolean force) {
    return changeResponder.answer(
        cluster, seen -> body.of(seen, server), Terms.of(ifMatch, dryRun, force));
  }

  @Operation(summary = "Removes a server; the last ready one only by force")
  @DeleteMapping("/{server}")
  ResponseEntity<ChangeResponse> remove(
      @PathVariable String cluster,
      @PathVariable String server,
      @RequestParam(defaultValue = "false") boolean force,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun) {
    return changeResponder.answer(
        new Change.RemoveServers(cluster, List.of(server), force),
        Terms.of(ifMatch, dryRun, force));
  }
}
