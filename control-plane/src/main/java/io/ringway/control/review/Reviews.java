package io.ringway.control.review;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ChangePlan;
import io.ringway.control.cluster.ChangePreview;
import io.ringway.control.cluster.ChangeRequest;
import io.ringway.control.cluster.ChangeResult;
import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.RequestBodies;
import io.ringway.control.cluster.Warnings;
import io.ringway.control.picture.ServerColour;
import io.ringway.control.picture.WhatIfPicture;
import io.ringway.control.shell.NumberText;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.whatif.Balance;
import io.ringway.control.whatif.WhatIf;
import io.ringway.protocol.ClusterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Computes reviews of changes and applies reviewed changes. */
@Component
public class Reviews {

  private final Clusters clusters;
  private final ChangeRequest requests;
  private final Traffic traffic;
  private final SettingsDifferences differences;
  private final RequestBodies requestBodies;
  private final String publicUrl;

  Reviews(
      Clusters clusters,
      ChangeRequest requests,
      Traffic traffic,
      SettingsDifferences differences,
      RequestBodies requestBodies,
      @Value("${ringway.public-url}") String publicUrl) {
    this.clusters = clusters;
    this.requests = requests;
    this.traffic = traffic;
    this.differences = differences;
    this.requestBodies = requestBodies;
    this.publicUrl = publicUrl;
  }

  /**
   * Returns the effects of the changes, applied as one.
   *
   * @param expected the revision that the author saw, or null
   * @throws io.ringway.control.shell.ProblemException when they would be refused even when
   *     confirmed
   */
  public Review of(String cluster, List<ProposedChange> edits, @Nullable Long expected) {
    // A change that only needs confirmation is shown with a warning, not refused.
    Change change = change(cluster, edits.stream().map(ProposedChange::forced).toList());
    ChangePlan changePlan = clusters.plan(change, expected);
    ChangePreview changePreview = clusters.preview(changePlan, change, Actor.current());
    List<String> warnings = Warnings.of(cluster, changePlan, changePreview);
    WhatIf whatIf = changePlan.moves().whatIf();
    Balance balance = whatIf == null ? null : Balance.of(whatIf, traffic);
    return new Review(
        changePreview.sentence(),
        lines(cluster, edits),
        changePreview.revision(),
        changePreview.changes(),
        figures(changePreview, whatIf, balance),
        changePreview.remarks(),
        warnings,
        whatIf == null ? null : FlowTable.of(whatIf),
        balance == null ? List.of() : balance.servers().stream().map(Reviews::line).toList(),
        balance == null || balance.traffic() == null ? null : seen(balance.traffic()),
        whatIf == null ? null : WhatIfPicture.of(whatIf),
        curl(cluster, edits, !warnings.isEmpty()));
  }

  /**
   * Applies the changes as one.
   *
   * @param confirmed true when the author confirmed the warnings
   */
  ChangeResult apply(
      String cluster, List<ProposedChange> edits, @Nullable Long expected, boolean confirmed) {
    Change change = change(cluster, edits.stream().map(ProposedChange::forced).toList());
    if (!confirmed) {
      ChangePlan changePlan = clusters.plan(change, expected);
      List<String> warnings =
          Warnings.of(cluster, changePlan, clusters.preview(changePlan, change, Actor.current()));
      if (!warnings.isEmpty()) {
        throw ClusterProblems.conflict(
            "Nothing has changed yet: tick the confirmation if this is meant. "
                + warnings.getFirst());
      }
    }
    return clusters.apply(change, Actor.current(), expected, confirmed);
  }

  /**
   * Returns the numbers of a review as CSV.
   *
   * @param table {@code flows} or {@code servers}
   */
  public String csv(String cluster, List<ProposedChange> edits, String table) {
    Change change = change(cluster, edits.stream().map(ProposedChange::forced).toList());
    WhatIf whatIf = clusters.plan(change, null).moves().whatIf();
    if (whatIf == null) {
      throw ClusterProblems.conflict("These changes change nothing: there are no numbers to give.");
    }
    return switch (table) {
      case "flows" -> WhatIfCsv.flows(whatIf);
      case "servers" -> WhatIfCsv.servers(Balance.of(whatIf, traffic));
      default ->
          throw ClusterProblems.invalid("There is no table '" + table + "': flows or servers.");
    };
  }

  private Change change(String cluster, List<ProposedChange> edits) {
    return requests.read(clusters.details(cluster), ProposedChange.request(edits));
  }

  /** Describes the changes, each with the ones that remain without it. */
  public List<Review.Line> lines(String cluster, List<ProposedChange> edits) {
    List<String> words = words(cluster, edits);
    return IntStream.range(0, edits.size())
        .mapToObj(i -> {
          List<ProposedChange> others = new ArrayList<>(edits);
          others.remove(i);
          return new Review.Line(
              words.get(i),
              edits.get(i).json(),
              others.stream().map(ProposedChange::json).toList());
        })
        .toList();
  }

  /**
   * Describes the changes in words. Settings are compared with those after the preceding changes.
   */
  private List<String> words(String cluster, List<ProposedChange> edits) {
    List<String> words = new ArrayList<>();
    ClusterSettings settings = clusters.details(cluster).config().settings();
    for (ProposedChange proposedChange : edits) {
      if (proposedChange.isUpdate()) {
        ClusterSettings next = settings(settings, proposedChange);
        words.add(
            next == null ? proposedChange.words() : words(cluster, settings, next, proposedChange));
        settings = next == null ? settings : next;
      } else {
        words.add(proposedChange.words());
      }
    }
    return words;
  }

  private String words(
      String cluster,
      ClusterSettings before,
      ClusterSettings after,
      ProposedChange proposedChange) {
    List<String> words = new ArrayList<>(differences.of(before, after));
    String name = ProposedChange.name(cluster, List.of(proposedChange));
    if (!name.equals(cluster)) {
      words.addFirst("name: " + cluster + " → " + name);
    }
    if (words.isEmpty()) {
      return "Settings as they are";
    }
    String all = String.join("; ", words);
    return Character.toUpperCase(all.charAt(0)) + all.substring(1);
  }

  /**
   * Returns the settings after a change, or null when they are refused: the page says why and shows
   * them as they came.
   */
  private @Nullable ClusterSettings settings(
      ClusterSettings before, ProposedChange proposedChange) {
    try {
      return proposedChange.body().path("settings") instanceof ObjectNode patch
          ? requestBodies.settings(before, patch)
          : before;
    } catch (ProblemException | IllegalArgumentException refused) {
      return null;
    }
  }

  private static Review.Figures figures(
      ChangePreview changePreview, @Nullable WhatIf whatIf, @Nullable Balance balance) {
    return new Review.Figures(
        NumberText.percent(changePreview.moved()),
        NumberText.percent(changePreview.necessary()),
        NumberText.percent(whatIf == null ? 0 : whatIf.movement().excess()),
        changePreview.exact(),
        balance == null ? "" : factor(balance.before()),
        balance == null ? "" : factor(balance.after()),
        whatIf == null
            ? ""
            : String.format(Locale.ROOT, "%.1f ms", whatIf.after().buildNanos() / 1e6),
        whatIf == null ? "" : memory(whatIf.after().ring().tableBytes()));
  }

  private static Review.ServerBalance line(Balance.Server server) {
    return new Review.ServerBalance(
        server.name(),
        ServerColour.of(server.id()),
        NumberText.percent(server.shareBefore()),
        NumberText.width(server.shareBefore()),
        NumberText.percent(server.shareAfter()),
        NumberText.width(server.shareAfter()),
        NumberText.percent(server.fairAfter()),
        server.fairAfter() == 0 ? "–" : factor(server.shareAfter() / server.fairAfter()),
        rate(server.requestsBefore()),
        rate(server.requestsAfter()));
  }

  private static Review.Traffic seen(Balance.SeenTraffic traffic) {
    return new Review.Traffic(
        rate(traffic.requestsPerSecond()),
        NumberText.percent(traffic.moved()),
        factor(traffic.imbalanceBefore()),
        factor(traffic.imbalanceAfter()));
  }

  private String curl(String cluster, List<ProposedChange> edits, boolean force) {
    String body = ProposedChange.request(edits).toString().replace("'", "'\\''");
    return "curl -X POST '"
        + publicUrl
        + "/api/v1/clusters/"
        + cluster
        + ":apply"
        + (force ? "?force=true" : "")
        + "' -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' -d '"
        + body
        + "'";
  }

  private static String memory(long bytes) {
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.1f", perSecond);
  }

  private static String factor(double factor) {
    return factor == 0 ? "–" : String.format(Locale.ROOT, "%.3f", factor);
  }
}
