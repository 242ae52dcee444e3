package io.ringway.control.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.dashboard.ServerAction;
import io.ringway.control.review.FormNumber;
import io.ringway.control.review.ProposedChange;
import io.ringway.control.review.Reviews;
import io.ringway.control.settings.KeyRuleText;
import io.ringway.control.settings.PlacementForm;
import io.ringway.control.settings.SettingsForm;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.Pin;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.node.ObjectNode;

/**
 * The page that tries several changes together. The changes are in the address, so it can be shared
 * and the server keeps no state.
 */
@Controller
@RequestMapping("/clusters/{cluster}/what-if")
class WhatIfPages {

  private final Clusters clusters;
  private final Reviews reviews;
  private final SettingsForm form;

  WhatIfPages(Clusters clusters, Reviews reviews, SettingsForm form) {
    this.clusters = clusters;
    this.reviews = reviews;
    this.form = form;
  }

  @ModelAttribute("currentCluster")
  String currentCluster(@PathVariable String cluster) {
    return cluster;
  }

  /**
   * Shows the page.
   *
   * @param typed any number of {@code change} fields, each in the JSON of REST
   */
  @GetMapping
  String page(
      @PathVariable String cluster,
      @RequestParam MultiValueMap<String, String> typed,
      HttpServletResponse response,
      Model model) {
    List<ProposedChange> edits = List.of();
    ClusterDetails details = clusters.details(cluster);
    try {
      edits = ProposedChange.of(typed);
      if (!edits.isEmpty()) {
        model.addAttribute("review", reviews.of(cluster, edits, null));
      }
    } catch (ProblemException refused) {
      response.setStatus(refused.getStatusCode().value());
      model.addAttribute(Flash.NAME, Flash.refused(refused));
    }
    model.addAttribute("details", details);
    model.addAttribute("edits", reviews.lines(cluster, edits));
    model.addAttribute("changes", edits.stream().map(ProposedChange::json).toList());
    model.addAttribute("servers", names(details, edits));
    model.addAttribute(
        "placements", PlacementForm.of(details.config().settings().placement(), _ -> ""));
    model.addAttribute("rules", KeyRuleText.of(details.config().settings().keyRules()));
    model.addAttribute("sources", KeyRuleText.SOURCES);
    return "cluster/what-if";
  }

  /** Adds the change of a form to the stack. */
  @GetMapping(params = "add")
  String add(
      @PathVariable String cluster,
      @RequestParam MultiValueMap<String, String> typed,
      RedirectAttributes next) {
    List<String> changes = new ArrayList<>(typed.getOrDefault("change", List.of()));
    try {
      UnaryOperator<String> field =
          name -> {
            String text = typed.getFirst(name);
            return text == null ? "" : text.strip();
          };
      changes.add(edit(clusters.details(cluster), field).json());
    } catch (ProblemException refused) {
      next.addFlashAttribute(Flash.NAME, Flash.refused(refused));
    }
    return "redirect:" + address(cluster, changes);
  }

  /** Builds the address by hand, since a redirect attribute would join the list with commas. */
  private static String address(String cluster, List<String> changes) {
    StringBuilder address =
        new StringBuilder("/clusters/").append(UriUtils.encode(cluster, UTF_8)).append("/what-if");
    for (int i = 0; i < changes.size(); i++) {
      address
          .append(i == 0 ? "?change=" : "&change=")
          .append(UriUtils.encode(changes.get(i), UTF_8));
    }
    return address.toString();
  }

  private ProposedChange edit(ClusterDetails details, UnaryOperator<String> field) {
    return switch (field.apply("add")) {
      case "server" ->
          ProposedChange.addServer(
              field.apply("name"),
              field.apply("host"),
              FormNumber.whole("port", field.apply("port")),
              FormNumber.decimal("weight", field.apply("weight")));
      case "weight" ->
          ProposedChange.weight(
              field.apply("server"), FormNumber.decimal("weight", field.apply("weight")));
      case "state" -> action(field.apply("action")).edit(List.of(field.apply("server")));
      case "placement" -> {
        ObjectNode settings = ProposedChange.node();
        settings.set("placement", PlacementForm.read(field));
        yield ProposedChange.settings(settings);
      }
      case "rules" -> {
        ObjectNode settings = ProposedChange.node();
        settings.set("keyRules", form.rules(field.apply("keyRules")));
        yield ProposedChange.settings(settings);
      }
      case "bound" -> ProposedChange.bound(FormNumber.decimal("load bound", field.apply("bound")));
      case "pin" -> {
        String key = field.apply("key");
        boolean shown = details.config().settings().steering().showKeys();
        yield shown || key.isEmpty()
            ? ProposedChange.pin(key, "", field.apply("server"))
            : ProposedChange.pin("", Pin.fingerprint(key), field.apply("server"));
      }
      default -> throw ClusterProblems.invalid("Choose a change from the page.");
    };
  }

  private static ServerAction action(String name) {
    for (ServerAction serverAction : ServerAction.values()) {
      if (serverAction.name().equals(name)) {
        return serverAction;
      }
    }
    throw ClusterProblems.invalid("'" + name + "' is not an action: choose one of the list.");
  }

  /** Returns the flows of keys or the balance as a CSV file. */
  @GetMapping("/{table}.csv")
  ResponseEntity<String> csv(
      @PathVariable String cluster,
      @PathVariable String table,
      @RequestParam MultiValueMap<String, String> typed) {
    String csv = reviews.csv(cluster, ProposedChange.of(typed), table);
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", UTF_8))
        .header("Content-Disposition", "attachment; filename=\"" + cluster + "-" + table + ".csv\"")
        .body(csv);
  }

  /** Returns the picture of the page as an SVG file. */
  @GetMapping("/rings.svg")
  ResponseEntity<String> svg(
      @PathVariable String cluster, @RequestParam MultiValueMap<String, String> typed) {
    return ResponseEntity.ok()
        .contentType(new MediaType("image", "svg+xml", UTF_8))
        .header("Content-Disposition", "attachment; filename=\"" + cluster + "-rings.svg\"")
        .body(WhatIfSvg.of(cluster, reviews.of(cluster, ProposedChange.of(typed), null)));
  }

  /** Returns the existing servers and those that the stack adds. */
  private static List<String> names(ClusterDetails details, List<ProposedChange> edits) {
    List<String> names = new ArrayList<>();
    details.config().servers().forEach(server -> names.add(server.name()));
    names.sort(null);
    for (ProposedChange proposedChange : edits) {
      if (proposedChange.body().path("type").asString("").equals("add-servers")) {
        proposedChange
            .body()
            .path("servers")
            .forEach(server -> names.add(server.path("name").asString("")));
      }
    }
    return names;
  }
}
