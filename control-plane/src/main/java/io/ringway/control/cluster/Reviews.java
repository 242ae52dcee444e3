package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.explore.Balance;
import io.ringway.control.explore.ServerColour;
import io.ringway.control.explore.WhatIf;
import io.ringway.control.explore.WhatIfPicture;
import io.ringway.control.shell.Numbers;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.Traffic;
import io.ringway.protocol.ClusterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Shows what changes would do, and makes those that were reviewed. */
@Component
class Reviews {

  private final Clusters clusters;
  private final ChangeRequest requests;
  private final Traffic traffic;
  private final SettingsWords settingsWords;
  private final Bodies bodies;
  private final String publicUrl;

  Reviews(
      Clusters clusters,
      ChangeRequest requests,
      Traffic traffic,
      SettingsWords settingsWords,
      Bodies bodies,
      @Value("${ringway.public-url}") String publicUrl) {
    this.clusters = clusters;
    this.requests = requests;
    this.traffic = traffic;
    this.settingsWords = settingsWords;
    this.bodies = bodies;
    this.publicUrl = publicUrl;
  }

  /**
   * What the edits would do as one change.
   *
   * @param expected what the author saw when they were proposed, or null
   * @throws io.ringway.control.shell.ProblemException when they would be refused whatever the
   *     author confirms
   */
  Review of(String cluster, List<Edit> edits, @Nullable Long expected) {
    // What only needs a yes is no reason to refuse to show it: it becomes a warning.
    Change change = change(cluster, edits.stream().map(Edit::forced).toList());
    Plan plan = clusters.plan(change, expected);
    Preview preview = clusters.preview(plan, change, Actor.current());
    List<String> warnings = Warnings.of(cluster, plan, preview);
    WhatIf whatIf = plan.moves().whatIf();
    Balance balance = whatIf == null ? null : Balance.of(whatIf, traffic);
    return new Review(
        preview.sentence(),
        lines(cluster, edits),
        preview.revision(),
        preview.changes(),
        figures(preview, whatIf, balance),
        preview.remarks(),
        warnings,
        whatIf == null ? null : FlowTable.of(whatIf),
        balance == null ? List.of() : balance.servers().stream().map(Reviews::line).toList(),
        balance == null || balance.traffic() == null ? null : seen(balance.traffic()),
        whatIf == null ? null : WhatIfPicture.of(whatIf),
        curl(cluster, edits, !warnings.isEmpty()));
  }

  /**
   * Makes the edits as one change.
   *
   * @param confirmed whether the author said yes to the warnings
   */
  Outcome apply(String cluster, List<Edit> edits, @Nullable Long expected, boolean confirmed) {
    Change change = change(cluster, edits.stream().map(Edit::forced).toList());
    if (!confirmed) {
      Plan plan = clusters.plan(change, expected);
      List<String> warnings =
          Warnings.of(cluster, plan, clusters.preview(plan, change, Actor.current()));
      if (!warnings.isEmpty()) {
        throw Problems.conflict(
            "Nothing has changed yet: tick the confirmation if this is meant. "
                + warnings.getFirst());
      }
    }
    return clusters.apply(change, Actor.current(), expected, confirmed);
  }

  /**
   * The numbers behind a review.
   *
   * @param table {@code flows} or {@code servers}
   */
  String csv(String cluster, List<Edit> edits, String table) {
    Change change = change(cluster, edits.stream().map(Edit::forced).toList());
    WhatIf whatIf = clusters.plan(change, null).moves().whatIf();
    if (whatIf == null) {
      throw Problems.conflict("These changes change nothing: there are no numbers to give.");
    }
    return switch (table) {
      case "flows" -> WhatIfCsv.flows(whatIf);
      case "servers" -> WhatIfCsv.servers(Balance.of(whatIf, traffic));
      default -> throw Problems.invalid("There is no table '" + table + "': flows or servers.");
    };
  }

  private Change change(String cluster, List<Edit> edits) {
    return requests.read(clusters.details(cluster), Edit.request(edits));
  }

  /** The edits in words, each with what is left without it. */
  List<Review.Line> lines(String cluster, List<Edit> edits) {
    List<String> words = words(cluster, edits);
    return IntStream.range(0, edits.size())
        .mapToObj(i -> {
          List<Edit> others = new ArrayList<>(edits);
          others.remove(i);
          return new Review.Line(
              words.get(i), edits.get(i).json(), others.stream().map(Edit::json).toList());
        })
        .toList();
  }

  /** Settings are told against those that the edits before them leave. */
  private List<String> words(String cluster, List<Edit> edits) {
    List<String> words = new ArrayList<>();
    ClusterSettings settings = clusters.details(cluster).config().settings();
    for (Edit edit : edits) {
      if (edit.isUpdate()) {
        ClusterSettings next = settings(settings, edit);
        words.add(next == null ? edit.words() : words(cluster, settings, next, edit));
        settings = next == null ? settings : next;
      } else {
        words.add(edit.words());
      }
    }
    return words;
  }

  private String words(String cluster, ClusterSettings before, ClusterSettings after, Edit edit) {
    List<String> words = new ArrayList<>(settingsWords.of(before, after));
    String name = Edit.name(cluster, List.of(edit));
    if (!name.equals(cluster)) {
      words.addFirst("name: " + cluster + " → " + name);
    }
    if (words.isEmpty()) {
      return "Settings as they are";
    }
    String all = String.join("; ", words);
    return Character.toUpperCase(all.charAt(0)) + all.substring(1);
  }

  /** Null for settings that are refused: the page says why, and shows them as they came. */
  private @Nullable ClusterSettings settings(ClusterSettings before, Edit edit) {
    try {
      return edit.body().path("settings") instanceof ObjectNode patch
          ? bodies.settings(before, patch)
          : before;
    } catch (ProblemException | IllegalArgumentException refused) {
      return null;
    }
  }

  private static Review.Figures figures(
      Preview preview, @Nullable WhatIf whatIf, @Nullable Balance balance) {
    return new Review.Figures(
        Numbers.percent(preview.moved()),
        Numbers.percent(preview.necessary()),
        Numbers.percent(whatIf == null ? 0 : whatIf.movement().excess()),
        preview.exact(),
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
        Numbers.percent(server.shareBefore()),
        Numbers.width(server.shareBefore()),
        Numbers.percent(server.shareAfter()),
        Numbers.width(server.shareAfter()),
        Numbers.percent(server.fairAfter()),
        server.fairAfter() == 0 ? "–" : factor(server.shareAfter() / server.fairAfter()),
        rate(server.requestsBefore()),
        rate(server.requestsAfter()));
  }

  private static Review.Traffic seen(Balance.SeenTraffic traffic) {
    return new Review.Traffic(
        rate(traffic.requestsPerSecond()),
        Numbers.percent(traffic.moved()),
        factor(traffic.imbalanceBefore()),
        factor(traffic.imbalanceAfter()));
  }

  private String curl(String cluster, List<Edit> edits, boolean force) {
    String body = Edit.request(edits).toString().replace("'", "'\\''");
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
