package io.ringway.control.explore;

import io.ringway.control.publish.Snapshots;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Where a key goes and why; the address of the page can be shared. */
@Controller
class ExplorerPages {

  private static final int MOST_KEYS = 200;

  private final Explorer explorer;
  private final Snapshots snapshots;

  ExplorerPages(Explorer explorer, Snapshots snapshots) {
    this.explorer = explorer;
    this.snapshots = snapshots;
  }

  @GetMapping("/explore")
  String first() {
    return snapshots.current().config().clusters().stream()
        .findFirst()
        .map(cluster -> "redirect:/clusters/" + cluster.name() + "/explore")
        .orElse("redirect:/");
  }

  /** One key is explained; several, a line each, become a table. */
  @GetMapping("/clusters/{cluster}/explore")
  String explore(
      @PathVariable String cluster,
      @RequestParam(required = false) @Nullable String key,
      Model model) {
    List<String> keys =
        key == null
            ? List.of()
            : key.lines().filter(line -> !line.isBlank()).limit(MOST_KEYS).toList();
    String only = keys.size() == 1 ? keys.getFirst() : null;
    model.addAttribute("currentCluster", cluster);
    model.addAttribute("typed", key == null ? "" : key);
    model.addAttribute("picture", explorer.picture(cluster, only));
    model.addAttribute("one", only == null ? null : explorer.explain(cluster, only));
    model.addAttribute(
        "many",
        keys.size() < 2
            ? List.of()
            : keys.stream().map(each -> explorer.explain(cluster, each)).toList());
    return "explore/explorer";
  }
}
