package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the change that a request asks for: one change as an object with a {@code type}, or several
 * as {@code {"changes": […]}}, which are applied as one.
 */
@Component
public class ChangeRequest {

  private final RequestBodies requestBodies;

  ChangeRequest(RequestBodies requestBodies) {
    this.requestBodies = requestBodies;
  }

  /** Servers by id or name. */
  record Chosen(
      @Nullable List<String> servers, @Nullable ServerState state, @Nullable Boolean force) {}

  /** A number of replicas. */
  record Count(
      @Nullable Integer desired,
      @Nullable Integer count,
      @Nullable List<String> names,
      @Nullable Boolean force) {}

  /** A key by its text or its fingerprint. */
  record Key(
      @Nullable String key,
      @Nullable String hash,
      @Nullable String server,
      @Nullable Integer spread) {}

  /** Returns the change that a body describes, relative to the cluster as the client saw it. */
  public Change read(ClusterDetails seen, ObjectNode body) {
    if (!body.has("changes")) {
      return one(new Draft(seen), body);
    }
    Set<String> others = Set.of("changes", "cluster");
    body.propertyNames().stream()
        .filter(name -> !others.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw RequestBodies.unknown(name);
        });
    if (!(body.get("changes") instanceof ArrayNode list)) {
      throw RequestBodies.bad("Give the changes as a list: {\"changes\": [{\"type\": …}, …]}.");
    }
    Draft draft = new Draft(seen);
    List<Change> changes = new ArrayList<>();
    for (JsonNode change : list) {
      changes.add(one(draft, RequestBodies.object(change)));
    }
    return new Change.Stack(seen.config().name(), changes);
  }

  /**
   * The cluster with the settings of the changes read so far: each change lists only the settings
   * that it changes.
   */
  private static final class Draft {
    private final String cluster;
    private ClusterSettings settings;

    Draft(ClusterDetails seen) {
      cluster = seen.config().name();
      settings = seen.config().settings();
    }
  }

  private Change one(Draft draft, ObjectNode change) {
    ObjectNode body = change.deepCopy();
    body.remove("cluster");
    JsonNode type = body.remove("type");
    String cluster = draft.cluster;
    return switch (type == null || !type.isString() ? "" : type.stringValue()) {
      case "update-cluster" -> settings(draft, body);
      case "delete-cluster" -> new Change.DeleteCluster(cluster, is(chosen(body).force()));
      case "add-servers" ->
          new Change.AddServers(
              cluster, requestBodies.servers(body).stream().map(NewServerRequest::server).toList());
      case "update-server" -> {
        String server = text(body.remove("server"), "server");
        yield requestBodies.read(body, ServerPatch.class).of(cluster, server);
      }
      case "set-server-states" -> {
        Chosen chosen = chosen(body);
        if (chosen.state() == null) {
          throw RequestBodies.bad("Give 'state': READY, DRAINING or DISABLED.");
        }
        yield new Change.SetServerStates(cluster, servers(chosen), chosen.state());
      }
      case "remove-servers" -> {
        Chosen chosen = chosen(body);
        yield new Change.RemoveServers(cluster, servers(chosen), is(chosen.force()));
      }
      case "scale" -> {
        Count count = requestBodies.read(body, Count.class);
        yield new Change.Scale(cluster, number(count.desired(), "desired"), is(count.force()));
      }
      case "add-replicas" -> {
        Count count = requestBodies.read(body, Count.class);
        yield new Change.AddReplicas(cluster, number(count.count(), "count"), names(count));
      }
      case "remove-replicas" -> {
        Count count = requestBodies.read(body, Count.class);
        yield new Change.RemoveReplicas(cluster, number(count.count(), "count"), names(count));
      }
      case "pin-key" -> {
        Key key = requestBodies.read(body, Key.class);
        yield new Change.PinKey(cluster, or(key.key()), or(key.hash()), key.server(), key.spread());
      }
      case "unpin-key" -> {
        Key key = requestBodies.read(body, Key.class);
        yield new Change.UnpinKey(cluster, or(key.key()), or(key.hash()));
      }
      case "" ->
          throw RequestBodies.bad(
              "The type is missing: give 'type', such as \"update-server\"; see the schema at"
                  + " /v3/api-docs.");
      default ->
          throw RequestBodies.bad(
              "The type '"
                  + type.stringValue()
                  + "' is not known: see the schema at /v3/api-docs.");
    };
  }

  private Change settings(Draft draft, ObjectNode body) {
    JsonNode name = body.remove("name");
    JsonNode settings = body.remove("settings");
    body.propertyNames().stream()
        .findFirst()
        .ifPresent(other -> {
          throw RequestBodies.unknown(other);
        });
    if (settings != null) {
      draft.settings = requestBodies.settings(draft.settings, RequestBodies.object(settings));
    }
    return new Change.UpdateCluster(
        draft.cluster, name == null || name.isNull() ? null : text(name, "name"), draft.settings);
  }

  private Chosen chosen(ObjectNode body) {
    return requestBodies.read(body, Chosen.class);
  }

  private static List<String> servers(Chosen chosen) {
    if (chosen.servers() == null) {
      throw RequestBodies.bad("Give 'servers', a list of ids or names.");
    }
    return chosen.servers();
  }

  private static List<String> names(Count count) {
    return count.names() == null ? List.of() : count.names();
  }

  private static int number(@Nullable Integer number, String field) {
    if (number == null) {
      throw RequestBodies.bad("Give '" + field + "', a number of replicas.");
    }
    return number;
  }

  private static String text(@Nullable JsonNode node, String field) {
    if (node == null || !node.isString()) {
      throw RequestBodies.bad("Give '" + field + "' as text.");
    }
    return node.stringValue();
  }

  private static boolean is(@Nullable Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }

  private static String or(@Nullable String text) {
    return text == null ? "" : text;
  }
}
