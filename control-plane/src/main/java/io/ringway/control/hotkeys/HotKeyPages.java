package io.ringway.control.hotkeys;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.review.FormNumber;
import io.ringway.control.review.ProposedChange;
import io.ringway.control.review.ReviewPage;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.NumberText;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.traffic.TrafficPoint;
import io.ringway.protocol.Pin;
import io.ringway.protocol.Steering;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The pages of hot keys, pins and remedies for keys that are too hot. Every change goes through a
 * review.
 */
@Controller
@RequestMapping("/clusters/{cluster}/hot-keys")
public class HotKeyPages {

  /** The number of keys on the page. */
  public static final int SHOWN = 20;

  private static final int MOST_SPREAD = 5;

  private final Clusters clusters;
  private final Snapshots snapshots;
  private final HotKeyFinder finder;
  private final Traffic traffic;
  private final ReviewPage review;
  private final String publicUrl;

  HotKeyPages(
      Clusters clusters,
      Snapshots snapshots,
      HotKeyFinder finder,
      Traffic traffic,
      ReviewPage review,
      @Value("${ringway.public-url}") String publicUrl) {
    this.clusters = clusters;
    this.snapshots = snapshots;
    this.finder = finder;
    this.traffic = traffic;
    this.review = review;
    this.publicUrl = publicUrl;
  }

  @ModelAttribute("currentCluster")
  String currentCluster(@PathVariable String cluster) {
    return cluster;
  }

  @GetMapping
  String list(@PathVariable String cluster, Model model) {
    ClusterDetails details = frame(cluster, model);
    HotKeyList hot = finder.hottest(cluster, SHOWN);
    List<HotKeyRow> rows = HotKeyRow.of(hot);
    Steering steering = details.config().settings().steering();
    model.addAttribute("hot", hot);
    model.addAttribute("rows", rows);
    model.addAttribute("hotState", HotKeyRow.state(rows));
    model.addAttribute("pins", PinRow.of(details.config()));
    model.addAttribute("bound", NumberText.weight(steering.boundedLoad()));
    model.addAttribute("unbound", ProposedChange.bound(0).json());
    model.addAttribute("showing", ProposedChange.showKeys(!steering.showKeys()).json());
    model.addAttribute(
        "spreads",
        IntStream.rangeClosed(2, Math.min(MOST_SPREAD, details.config().servers().size()))
            .boxed()
            .toList());
    return "cluster/hot-keys";
  }

  /** Shows one key: its load now, and the load of the servers if it were moved. */
  @GetMapping("/{hash:[0-9a-fA-F]{16}}")
  String key(@PathVariable String cluster, @PathVariable String hash, Model model) {
    ClusterDetails details = frame(cluster, model);
    HotKeyList.Line line = finder.key(cluster, PinController.hash(hash));
    String id = details.config().id();
    model.addAttribute("line", line);
    model.addAttribute("row", HotKeyRow.of(line));
    model.addAttribute("unpin", ProposedChange.unpin(line.hash()).json());
    model.addAttribute(
        "choices",
        KeyChoice.of(
            details.config(),
            line,
            part(id, line),
            traffic.cluster(id),
            finder.candidates(cluster, line.hash())));
    return "cluster/hot-key";
  }

  /** Returns the share of this key of all requests of the last minute, with and without a key. */
  private double part(String clusterId, HotKeyList.Line line) {
    long all =
        traffic.history(clusterId, HotKeyFinder.SECONDS).stream()
            .mapToLong(TrafficPoint::requests)
            .sum();
    return line.count() == 0 ? 0 : (double) line.count() / Math.max(all, line.count());
  }

  /**
   * Reviews a pin for a key that was typed.
   *
   * @param to {@code server:<id>} or {@code spread:<how many>}
   */
  @GetMapping("/pin")
  String pin(
      @PathVariable String cluster,
      @RequestParam(defaultValue = "") String key,
      @RequestParam(defaultValue = "") String to,
      HttpServletResponse response,
      Model model) {
    // The form keeps its values when they are refused.
    model.addAttribute("typed", key);
    return review(cluster, "Pin a key", () -> pin(cluster, key, to), response, model);
  }

  private ProposedChange pin(String cluster, String key, String to) {
    if (key.isEmpty()) {
      throw ClusterProblems.invalid("Type the key that shall be pinned.");
    }
    // The address of the review contains no key of a cluster that hides them.
    boolean shown = clusters.details(cluster).config().settings().steering().showKeys();
    return ProposedChange.pinOrSpread(Pin.fingerprint(key), shown ? key : "", to);
  }

  /** Reviews a new load bound. */
  @GetMapping("/bound")
  String bound(
      @PathVariable String cluster,
      @RequestParam String bound,
      HttpServletResponse response,
      Model model) {
    return review(
        cluster,
        "Bound the load",
        () -> ProposedChange.bound(FormNumber.decimal("load bound", bound)),
        response,
        model);
  }

  private String review(
      String cluster,
      String title,
      Supplier<ProposedChange> proposal,
      HttpServletResponse response,
      Model model) {
    return review.show(
        cluster, title, proposal, refused -> again(cluster, refused, response, model), model);
  }

  /** Shows the list again with the reason for a refusal. */
  private String again(
      String cluster, ProblemException refused, HttpServletResponse response, Model model) {
    if (snapshots.current().cluster(cluster).isEmpty()) {
      throw refused;
    }
    response.setStatus(refused.getStatusCode().value());
    model.addAttribute(Flash.NAME, Flash.refused(refused));
    return list(cluster, model);
  }

  private ClusterDetails frame(String cluster, Model model) {
    ClusterDetails details = clusters.details(cluster);
    model.addAttribute("details", details);
    model.addAttribute("newest", snapshots.current().config().revision());
    model.addAttribute("api", publicUrl + "/api/v1/clusters/" + cluster);
    return details;
  }
}
