package io.ringway.control.hotkeys;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ChangeResponder;
import io.ringway.control.cluster.ChangeResponse;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.RequestBodies;
import io.ringway.control.shell.EntityTags;
import io.ringway.protocol.Pin;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST interface to pins: keys that override the ring. */
@Tag(name = "pins")
@RestController
@RequestMapping("/api/v1/clusters/{cluster}/pins")
class PinController {

  private final Clusters clusters;
  private final ChangeResponder changeResponder;

  PinController(Clusters clusters, ChangeResponder changeResponder) {
    this.clusters = clusters;
    this.changeResponder = changeResponder;
  }

  /**
   * The body of a request that pins or spreads a key.
   *
   * @param key the key; not needed when its hash is in the path
   * @param server id or name of its server; null when it is spread
   * @param spread number of its first candidates that share it; null when it is pinned
   * @param type read-only: can be sent back as GET shows it
   * @param hash read-only: can be sent back as GET shows it
   */
  record PinRequest(
      @Nullable String key,
      @JsonAlias("serverId") @Nullable String server,
      @JsonAlias("servers") @Nullable Integer spread,
      @Nullable String type,
      @Nullable String hash) {}

  @Operation(summary = "Lists the pinned and spread keys; without the keys unless they are shown")
  @GetMapping
  ResponseEntity<List<Pin>> list(@PathVariable String cluster) {
    ClusterDetails details = clusters.details(cluster);
    return ResponseEntity.ok()
        .eTag(EntityTags.of(details.revision()))
        .body(details.config().settings().steering().pins());
  }

  @Operation(summary = "Pins a key to a server, or spreads it over several")
  @PostMapping
  ResponseEntity<ChangeResponse> pin(
      @PathVariable String cluster,
      @RequestBody PinRequest body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun) {
    return pin(cluster, "", body, ifMatch, dryRun);
  }

  @Operation(summary = "Pins the key with this hash to a server, or spreads it over several")
  @PutMapping("/{hash}")
  ResponseEntity<ChangeResponse> pinHash(
      @PathVariable String cluster,
      @PathVariable String hash,
      @RequestBody PinRequest body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun) {
    return pin(cluster, hash(hash), body, ifMatch, dryRun);
  }

  private ResponseEntity<ChangeResponse> pin(
      String cluster, String hash, PinRequest body, @Nullable String ifMatch, boolean dryRun) {
    String key = body.key() == null ? "" : body.key();
    if (body.hash() != null && !hash.isEmpty() && !hash(body.hash()).equals(hash)) {
      throw RequestBodies.bad("'hash' is another one than in the address: leave it out.");
    }
    return changeResponder.answer(
        new Change.PinKey(cluster, key, hash, body.server(), body.spread()),
        ChangeResponder.Terms.of(ifMatch, dryRun, false));
  }

  @Operation(summary = "Lets the key with this hash go where the ring puts it")
  @DeleteMapping("/{hash}")
  ResponseEntity<ChangeResponse> unpin(
      @PathVariable String cluster,
      @PathVariable String hash,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun) {
    return changeResponder.answer(
        new Change.UnpinKey(cluster, "", hash(hash)),
        ChangeResponder.Terms.of(ifMatch, dryRun, false));
  }

  @Operation(summary = "Lets a key go where the ring puts it")
  @DeleteMapping
  ResponseEntity<ChangeResponse> unpinKey(
      @PathVariable String cluster,
      @RequestParam String key,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestParam(defaultValue = "false") boolean dryRun) {
    return changeResponder.answer(
        new Change.UnpinKey(cluster, key, ""), ChangeResponder.Terms.of(ifMatch, dryRun, false));
  }

  /** Validates the hash of a key and returns its canonical form. */
  static String hash(String hash) {
    String lower = hash.toLowerCase(Locale.ROOT);
    if (!lower.matches("[0-9a-f]{16}")) {
      throw ClusterProblems.invalid(
          "'"
              + (hash.length() <= 40 ? hash : hash.substring(0, 40) + "…")
              + "' is not the hash of a key: give its 16 hexadecimal digits, as in GET"
              + " …/hot-keys.");
    }
    return lower;
  }
}
