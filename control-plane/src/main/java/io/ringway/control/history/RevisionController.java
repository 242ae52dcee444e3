package io.ringway.control.history;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.ChangeResult;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.publish.Revision;
import io.ringway.control.publish.Revisions;
import io.ringway.control.shell.EntityTags;
import io.ringway.control.shell.ListPage;
import io.ringway.control.shell.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API for the revision log. */
@Tag(name = "revisions")
@RestController
@RequestMapping("/api/v1/revisions")
class RevisionController {

  private static final String WORKSPACE = Revisions.DEFAULT_WORKSPACE;

  private final Revisions revisions;
  private final ConfigDifferences configDifferences;
  private final Clusters clusters;
  private final JsonMapper mapper;

  RevisionController(
      Revisions revisions,
      ConfigDifferences configDifferences,
      Clusters clusters,
      JsonMapper mapper) {
    this.revisions = revisions;
    this.configDifferences = configDifferences;
    this.clusters = clusters;
    this.mapper = mapper;
  }

  /** A revision in the REST API. */
  record RevisionView(
      long number,
      Instant at,
      String author,
      Actor.Kind authorKind,
      String cluster,
      String sentence,
      JsonNode change,
      double moved,
      double necessary) {}

  @Operation(summary = "Lists the revisions, newest first, of all clusters or of one")
  @GetMapping
  ListPage<RevisionView> list(
      @RequestParam(defaultValue = "") String cluster,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    long offset = ListPage.offset(page, size);
    return new ListPage<>(
        revisions.list(WORKSPACE, cluster, offset, size).stream().map(this::view).toList(),
        page,
        size,
        revisions.count(WORKSPACE, cluster));
  }

  @Operation(summary = "Reads one revision")
  @GetMapping("/{number}")
  ResponseEntity<RevisionView> read(@PathVariable long number) {
    Revision revision = revisions.find(WORKSPACE, number).orElseThrow(() -> missing(number));
    return ResponseEntity.ok().eTag(EntityTags.of(number)).body(view(revision));
  }

  @Operation(summary = "Shows how a revision differs from another one, by default the one before")
  @GetMapping("/{number}/diff")
  ConfigDifferences.Difference diff(
      @PathVariable long number, @RequestParam(required = false) @Nullable Long against) {
    long from = against == null ? Math.max(0, number - 1) : against;
    return configDifferences.between(
        from,
        revisions.config(WORKSPACE, from).orElseThrow(() -> missing(from)),
        number,
        revisions.config(WORKSPACE, number).orElseThrow(() -> missing(number)));
  }

  @Operation(summary = "Brings the configuration of a revision back, as one new revision")
  @PostMapping("/{number}:rollback")
  ResponseEntity<?> rollback(
      @PathVariable long number,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "false") boolean force) {
    Long expected = EntityTags.expected(ifMatch);
    if (dryRun) {
      return ResponseEntity.ok(clusters.previewRollback(number, Actor.current(), expected));
    }
    ChangeResult changeResult = clusters.rollback(number, Actor.current(), expected, force);
    return ResponseEntity.ok().eTag(EntityTags.of(changeResult.revision())).body(changeResult);
  }

  private RevisionView view(Revision revision) {
    return new RevisionView(
        revision.number(),
        revision.at(),
        revision.author(),
        revision.authorKind(),
        revision.cluster(),
        revision.sentence(),
        mapper.readTree(revision.change()),
        revision.moved(),
        revision.necessary());
  }

  private static ProblemException missing(long number) {
    return new ProblemException(
        HttpStatus.NOT_FOUND,
        "No such revision",
        "There is no revision " + number + ": GET /api/v1/revisions lists those that exist.");
  }
}
