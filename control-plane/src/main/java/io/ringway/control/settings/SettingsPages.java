package io.ringway.control.settings;

import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.review.FormNumber;
import io.ringway.control.review.ProposedChange;
import io.ringway.control.review.ReviewPage;
import io.ringway.control.shell.Flash;
import io.ringway.control.shell.ProblemException;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Pin;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The settings page of a cluster. Its input is reviewed like any other change. */
@Controller
@RequestMapping("/clusters/{cluster}/settings")
class SettingsPages {

  private final Clusters clusters;
  private final ReviewPage review;
  private final SettingsForm form;
  private final JsonMapper mapper;
  private final String publicUrl;

  SettingsPages(
      Clusters clusters,
      ReviewPage review,
      SettingsForm form,
      JsonMapper mapper,
      @Value("${ringway.public-url}") String publicUrl) {
    this.clusters = clusters;
    this.review = review;
    this.form = form;
    this.mapper = mapper;
    this.publicUrl = publicUrl;
  }

  /** A pinned key and its server. */
  record PinLine(String key, String to, String change) {

    static PinLine of(ClusterDetails details, Pin pin) {
      return new PinLine(
          pin.key().isEmpty() ? "fingerprint " + pin.hash() : pin.key(),
          switch (pin) {
            case Pin.To to ->
                details.server(to.serverId()).map(server -> server.name()).orElse(to.serverId());
            case Pin.Spread spread -> "its first " + spread.servers() + " candidates";
          },
          ProposedChange.unpin(pin.hash()).json());
    }
  }

  @ModelAttribute("currentCluster")
  String currentCluster(@PathVariable String cluster) {
    return cluster;
  }

  @GetMapping
  String page(@PathVariable String cluster, Model model) {
    return show(cluster, _ -> "", true, model);
  }

  /**
   * Shows the effects of the new settings.
   *
   * @param typed the fields, and the {@code revision} of the values that the form showed
   */
  @PostMapping
  String review(
      @PathVariable String cluster,
      @RequestParam MultiValueMap<String, String> typed,
      HttpServletResponse response,
      Model model) {
    UnaryOperator<String> field =
        name -> {
          String text = typed.getFirst(name);
          return text == null ? "" : text;
        };
    try {
      ClusterSettings now = clusters.details(cluster).config().settings();
      ProposedChange proposedChange = ProposedChange.settings(form.changes(now, field));
      String name = typed.getFirst("name");
      if (name != null && !name.strip().equals(cluster)) {
        proposedChange = proposedChange.renaming(name.strip());
      }
      long seen = FormNumber.whole("revision", field.apply("revision"));
      return review.show(
          cluster, "Change the settings of " + cluster, List.of(proposedChange), seen, model);
    } catch (ProblemException refused) {
      response.setStatus(refused.getStatusCode().value());
      model.addAttribute(Flash.NAME, Flash.refused(refused));
      return show(cluster, field, false, model);
    }
  }

  private String show(String cluster, UnaryOperator<String> typed, boolean fresh, Model model) {
    ClusterDetails details = clusters.details(cluster);
    ClusterSettings now = details.config().settings();
    String api = publicUrl + "/api/v1/clusters/" + cluster;
    ObjectNode placement = ProposedChange.node();
    placement.set("placement", mapper.<JsonNode>valueToTree(now.placement()));
    model.addAttribute("details", details);
    model.addAttribute("name", fresh ? cluster : typed.apply("name"));
    model.addAttribute(
        "nameCurl", SettingsForm.patch(api, ProposedChange.node().put("name", cluster)));
    model.addAttribute("placements", PlacementForm.of(now.placement(), typed));
    model.addAttribute("placementCurl", SettingsForm.patch(api, placement));
    model.addAttribute("sections", form.sections(now, typed, fresh, api));
    model.addAttribute(
        "pins", now.steering().pins().stream().map(pin -> PinLine.of(details, pin)).toList());
    return "cluster/settings";
  }
}
