package io.ringway.control.explain;

import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The page that explains a key or a request. Its address can be shared. */
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

  /**
   * Shows the explanation of one key or request, or a table of several keys.
   *
   * @param key one key, or several, one per line
   * @param head a request as {@link RequestText} reads it
   * @param client client address of that request
   * @param balancers true to query the balancers before the page is sent; a browser with script
   *     does so after the page has loaded
   */
  @GetMapping("/clusters/{cluster}/explore")
  String explore(
      @PathVariable String cluster,
      @RequestParam(defaultValue = "") String key,
      @RequestParam(defaultValue = "") String head,
      @RequestParam(defaultValue = "") String client,
      @RequestParam(defaultValue = "false") boolean balancers,
      Model model,
      HttpServletResponse response) {
    model.addAttribute("currentCluster", cluster);
    model.addAttribute("key", key);
    model.addAttribute("head", head);
    model.addAttribute("client", client);
    List<String> keys = keys(key);
    Explanation marked = null;
    try {
      ExplainQuery explainQuery = question(cluster, keys, head, client);
      if (explainQuery != null) {
        marked = explorer.explain(explainQuery);
        model.addAttribute("one", KeyExplanation.of(marked));
        model.addAttribute("own", marked);
        if (balancers) {
          show(explorer.compare(explainQuery), model);
        }
      } else if (keys.size() > 1) {
        model.addAttribute("many", table(cluster, keys));
        model.addAttribute("leftOut", key.lines().filter(k -> !k.isBlank()).count() - keys.size());
      }
    } catch (IllegalArgumentException e) {
      model.addAttribute("fault", e.getMessage());
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    }
    boolean here = marked != null && marked.cluster().equals(cluster);
    model.addAttribute("picture", explorer.picture(cluster, here ? marked : null));
    return "explore/explorer";
  }

  /** Returns the fragment with the explanations of the balancers. */
  @GetMapping("/clusters/{cluster}/explore/balancers")
  String balancers(
      @PathVariable String cluster,
      @RequestParam(defaultValue = "") String key,
      @RequestParam(defaultValue = "") String head,
      @RequestParam(defaultValue = "") String client,
      Model model) {
    ExplainQuery explainQuery =
        Explorer.asked(() -> {
          ExplainQuery found = question(cluster, keys(key), head, client);
          if (found == null) {
            throw new IllegalArgumentException("Ask for one key or one request: key= or head=.");
          }
          return found;
        });
    show(Explorer.asked(() -> explorer.compare(explainQuery)), model);
    return "explore/balancers :: answers";
  }

  private static void show(ExplanationComparison explanationComparison, Model model) {
    model.addAttribute("comparison", explanationComparison);
    model.addAttribute("answers", ExplanationRow.of(explanationComparison));
    boolean all =
        explanationComparison.balancers().stream().allMatch(answer -> answer.explanation() != null);
    model.addAttribute("unison", all ? "all agree" : "those that answered agree");
  }

  /** Returns the table of keys as a CSV file. */
  @GetMapping("/clusters/{cluster}/explore.csv")
  ResponseEntity<String> csv(
      @PathVariable String cluster, @RequestParam(defaultValue = "") String key) {
    explorer.listen(cluster);
    String csv = Explorer.asked(() -> table(cluster, keys(key)).csv());
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("keys-" + cluster + ".csv").build().toString())
        .body(csv);
  }

  private static List<String> keys(String lines) {
    return lines.lines().filter(line -> !line.isBlank()).limit(MOST_KEYS).toList();
  }

  private KeyTable table(String cluster, List<String> keys) {
    return new KeyTable(explorer.explain(cluster, keys).stream().map(KeyTable.Row::of).toList());
  }

  /** Returns the query of the page, or null when there is none or there are several keys. */
  private @Nullable ExplainQuery question(
      String cluster, List<String> keys, String head, String client) {
    var listen = explorer.listen(cluster);
    if (!head.isBlank()) {
      return RequestText.read(head, listen, client);
    }
    return keys.size() == 1 ? new ExplainQuery.Key(cluster, keys.getFirst()) : null;
  }
}
