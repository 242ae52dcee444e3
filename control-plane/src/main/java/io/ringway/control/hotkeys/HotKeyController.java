package io.ringway.control.hotkeys;

import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.Traffic;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST interface to hot keys. */
@RestController
@Tag(name = "Explore")
final class HotKeyController {

  private final HotKeyFinder finder;

  HotKeyController(HotKeyFinder finder) {
    this.finder = finder;
  }

  @GetMapping("/api/v1/clusters/{name}/hot-keys")
  @Operation(
      summary = "The keys that were asked for most in the last minute, over all balancers",
      description =
          "Counted by Space-Saving: a key had at most 'count' and at least 'count - error'"
              + " requests. Keys are told by their hash alone unless the cluster's"
              + " steering.showKeys is true.")
  HotKeyList hotKeys(@PathVariable String name, @RequestParam(defaultValue = "20") int limit) {
    if (limit < 1 || limit > Traffic.MAX_HOT_KEYS) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          "That many keys are not listed",
          "Ask for limit=1 to limit=" + Traffic.MAX_HOT_KEYS + ".");
    }
    return finder.hottest(name, limit);
  }
}
