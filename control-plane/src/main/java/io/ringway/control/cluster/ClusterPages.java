package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.explore.Explorer;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.Numbers;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.traffic.TrafficPoint;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.RingSpec;
import io.ringway.ring.analysis.Distribution;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of one cluster: its servers, and everything that can be done to them. */
@Controller
@RequestMapping("/clusters/{cluster}")
class ClusterPages {

  private static final int CHART_SECONDS = 900;

  private final Clusters clusters;
  private final Snapshots snapshots;
  private final Explorer explorer;
  private final Traffic traffic;
  private final String publicUrl;

  ClusterPages(
      Clusters clusters,
      Snapshots snapshots,
      Explorer explorer,
      Traffic traffic,
      @Value("${ringway.public-url}") String publicUrl) {
    this.publicUrl = publicUrl;
    this.explorer = explorer;
    this.traffic = traffic;
    this.clusters = clusters;
    this.snapshots = snapshots;
  }

  @ModelAttribute("currentCluster")
  String currentCluster(@PathVariable String cluster) {
    return cluster;
  }

  @GetMapping
  String page(@PathVariable String cluster, Model model) {
    return show(cluster, model);
  }

  /** Shows what a verb would move, before it is done. */
  @GetMapping("/review")
  String review(
      @PathVariable String cluster,
      @RequestParam Verb verb,
      @RequestParam(required = false) @Nullable List<String> server,
      HttpServletResponse response,
      Model model) {
    List<String> chosen = server == null ? List.of() : server;
    if (chosen.isEmpty()) {
      model.addAttribute(Flash.NAME, Flash.refused("Choose one server or more, then the action."));
      return show(cluster, model);
    }
    try {
      Preview preview = clusters.preview(verb.change(cluster, chosen, true));
      model.addAttribute("verb", verb);
      model.addAttribute("chosen", chosen);
      model.addAttribute("preview", preview);
      model.addAttribute("moved", Numbers.percent(preview.moved()));
      model.addAttribute("necessary", Numbers.percent(preview.necessary()));
      return "cluster/review";
    } catch (ProblemException refused) {
      return refused(cluster, refused, response, model);
    }
  }

  @PostMapping("/servers/verb")
  String verb(
      @PathVariable String cluster,
      @RequestParam Verb verb,
      @RequestParam List<String> server,
      @RequestParam(required = false) @Nullable Long revision,
      @RequestParam(defaultValue = "false") boolean force,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    Change change = verb.change(cluster, server, force);
    return apply(cluster, change, revision, response, model, next);
  }

  @PostMapping("/servers")
  String add(
      @PathVariable String cluster,
      @RequestParam String name,
      @RequestParam String host,
      @RequestParam String port,
      @RequestParam(defaultValue = "1") String weight,
      @RequestParam(required = false) @Nullable Long revision,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    // What was typed is shown again when it is refused.
    model.addAttribute("draft", new Draft(name, host, port, weight));
    try {
      NewServer server =
          new NewServer(
              name.strip(),
              host.strip(),
              (int) number("port", port),
              number("weight", weight),
              ServerState.READY,
              false);
      Change change = new Change.AddServers(cluster, List.of(server));
      return apply(cluster, change, revision, response, model, next);
    } catch (ProblemException refused) {
      return refused(cluster, refused, response, model);
    }
  }

  @PostMapping("/servers/{server}/weight")
  String weight(
      @PathVariable String cluster,
      @PathVariable String server,
      @RequestParam String weight,
      @RequestParam(required = false) @Nullable Long revision,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    try {
      double wanted = number("weight", weight);
      Change change = new Change.UpdateServer(cluster, server, null, null, null, wanted, null);
      return apply(cluster, change, revision, response, model, next);
    } catch (ProblemException refused) {
      return refused(cluster, refused, response, model);
    }
  }

  @PostMapping("/scale")
  String scale(
      @PathVariable String cluster,
      @RequestParam String desired,
      @RequestParam(required = false) @Nullable Long revision,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    try {
      Change change = new Change.Scale(cluster, (int) number("number of replicas", desired));
      return apply(cluster, change, revision, response, model, next);
    } catch (ProblemException refused) {
      return refused(cluster, refused, response, model);
    }
  }

  @PostMapping("/placement")
  String placement(
      @PathVariable String cluster,
      @RequestParam String points,
      @RequestParam(required = false) @Nullable Long revision,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    try {
      ClusterSettings now = ClusterSettings.of(clusters.details(cluster).config());
      ClusterSettings wanted = now.with(points(points));
      Change change = new Change.UpdateCluster(cluster, null, wanted);
      return apply(cluster, change, revision, response, model, next);
    } catch (ProblemException refused) {
      return refused(cluster, refused, response, model);
    }
  }

  private String apply(
      String cluster,
      Change change,
      @Nullable Long revision,
      HttpServletResponse response,
      Model model,
      RedirectAttributes next) {
    try {
      Outcome outcome = clusters.apply(change, Actor.current(), revision);
      next.addFlashAttribute(Flash.NAME, said(outcome));
      next.addAttribute("cluster", cluster);
      return "redirect:/clusters/{cluster}";
    } catch (ProblemException refused) {
      return refused(cluster, refused, response, model);
    } catch (IllegalArgumentException invalid) {
      return refused(cluster, problem(invalid.getMessage()), response, model);
    }
  }

  /** Undo goes one revision back, and only while nobody changed anything since. */
  private static Flash said(Outcome outcome) {
    if (!outcome.changed()) {
      return Flash.done("Nothing to change: it is like that already.");
    }
    return Flash.done(
        outcome.sentence() + ". " + Numbers.percent(outcome.moved()) + " of the keys moved.",
        "/history/%d/rollback?revision=%d".formatted(outcome.revision() - 1, outcome.revision()));
  }

  private String refused(
      String cluster, ProblemException refused, HttpServletResponse response, Model model) {
    if (refused.getStatusCode().value() == HttpStatus.NOT_FOUND.value()
        && snapshots.current().cluster(cluster).isEmpty()) {
      throw refused;
    }
    response.setStatus(refused.getStatusCode().value());
    model.addAttribute(Flash.NAME, Flash.refused(refused));
    return show(cluster, model);
  }

  private String show(String cluster, Model model) {
    ClusterDetails details = clusters.details(cluster);
    Set<String> taking =
        details.config().servers().stream()
            .filter(server -> server.state() == ServerState.READY)
            .map(server -> server.id())
            .collect(Collectors.toSet());
    Distribution planned =
        Distribution.of(
            snapshots.current().ring(details.config().id()), node -> taking.contains(node.id()));
    ClusterTraffic now = traffic.cluster(details.config().id());
    List<ServerLine> rows =
        details.config().servers().stream()
            .sorted(Comparator.comparing(ServerConfig::name))
            .map(server ->
                ServerLine.of(
                    server,
                    details.managed(server),
                    taking.contains(server.id()) ? planned.shareOf(server.id()) : 0,
                    now.server(server.id())))
            .toList();
    model.addAttribute("details", details);
    model.addAttribute("rows", rows);
    model.addAttribute("picture", explorer.picture(cluster, null));
    model.addAttribute("newest", snapshots.current().config().revision());
    model.addAttribute("ready", taking.size());
    model.addAttribute("live", LiveCluster.of(details.config(), now));
    List<TrafficPoint> past = traffic.history(details.config().id(), CHART_SECONDS);
    model.addAttribute("points", ChartPoint.json(past));
    model.addAttribute("minutes", ChartMinute.of(past));
    model.addAttribute("api", publicUrl + "/api/v1/clusters/" + cluster);
    if (!model.containsAttribute("draft")) {
      model.addAttribute("draft", new Draft("", "", "", "1"));
    }
    return "cluster/cluster";
  }

  private static RingSpec points(String text) {
    try {
      return new RingSpec.Points((int) number("number of points", text));
    } catch (IllegalArgumentException invalid) {
      throw problem(invalid.getMessage());
    }
  }

  private static double number(String what, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw problem(
          String.format(Locale.ROOT, "'%s' is not a %s: give a number.", text.strip(), what));
    }
  }

  private static ProblemException problem(@Nullable String detail) {
    return new ProblemException(
        HttpStatus.UNPROCESSABLE_CONTENT, "Invalid value", detail == null ? "Refused." : detail);
  }

  /** The form of a new server as it was typed. */
  record Draft(String name, String host, String port, String weight) {}
}
