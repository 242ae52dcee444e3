package io.ringway.control.cluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ServerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A requested change of one cluster. Servers are named by id or by name. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.CreateCluster.class, name = "create-cluster"),
  @JsonSubTypes.Type(value = Change.UpdateCluster.class, name = "update-cluster"),
  @JsonSubTypes.Type(value = Change.DeleteCluster.class, name = "delete-cluster"),
  @JsonSubTypes.Type(value = Change.AddServers.class, name = "add-servers"),
  @JsonSubTypes.Type(value = Change.UpdateServer.class, name = "update-server"),
  @JsonSubTypes.Type(value = Change.SetServerStates.class, name = "set-server-states"),
  @JsonSubTypes.Type(value = Change.RemoveServers.class, name = "remove-servers"),
  @JsonSubTypes.Type(value = Change.Scale.class, name = "scale"),
  @JsonSubTypes.Type(value = Change.AddReplicas.class, name = "add-replicas"),
  @JsonSubTypes.Type(value = Change.RemoveReplicas.class, name = "remove-replicas"),
  @JsonSubTypes.Type(value = Change.PinKey.class, name = "pin-key"),
  @JsonSubTypes.Type(value = Change.UnpinKey.class, name = "unpin-key"),
  @JsonSubTypes.Type(value = Change.Stack.class, name = "stack"),
})
public sealed interface Change {

  /** Returns the name of the cluster. */
  String cluster();

  /** Returns true when the author forces a change that is otherwise refused as harmful. */
  default boolean force() {
    return false;
  }

  /** A new cluster. */
  record CreateCluster(
      String cluster, ClusterSettings settings, List<NewServer> servers, ReplicaPlan plan)
      implements Change {
    /** Copies the list. */
    public CreateCluster {
      servers = List.copyOf(servers);
    }
  }

  /** A change of the settings and, when {@code name} is given, of the name. */
  record UpdateCluster(String cluster, @Nullable String name, ClusterSettings settings)
      implements Change {}

  /** A change that deletes the cluster. Needs force while it still has ready servers. */
  record DeleteCluster(String cluster, boolean force) implements Change {}

  /** A change that adds servers. */
  record AddServers(String cluster, List<NewServer> servers) implements Change {
    /** Copies the list. */
    public AddServers {
      servers = List.copyOf(servers);
    }
  }

  /** A change of one server; null leaves a value unchanged. */
  record UpdateServer(
      String cluster,
      String server,
      @Nullable String name,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable Double weight,
      @Nullable ServerState state,
      @Nullable String hashKey)
      implements Change {}

  /** A change that sets several servers to one state. */
  record SetServerStates(String cluster, List<String> servers, ServerState state)
      implements Change {
    /** Copies the list. */
    public SetServerStates {
      servers = List.copyOf(servers);
    }
  }

  /**
   * A change that removes servers. Desired replicas among them are no longer desired. Removing the
   * last ready server needs force.
   */
  record RemoveServers(String cluster, List<String> servers, boolean force) implements Change {
    /** Copies the list. */
    public RemoveServers {
      servers = List.copyOf(servers);
    }
  }

  /**
   * A change of the desired number of replicas. Surplus replicas drain, newest first; then their
   * runtime stops them and removes their servers.
   */
  record Scale(String cluster, int desired, boolean force) implements Change {
    /** Scales without force, so not to zero. */
    public Scale(String cluster, int desired) {
      this(cluster, desired, false);
    }
  }

  /**
   * A change that adds replicas.
   *
   * @param names names of the first ones; the others are called {@code server-n}
   */
  record AddReplicas(String cluster, int count, List<String> names) implements Change {
    /** Copies the list. */
    public AddReplicas {
      names = List.copyOf(names);
    }
  }

  /**
   * A change that removes replicas: they drain, then their runtime stops them.
   *
   * @param names the replicas to remove first; the others are picked at random
   */
  record RemoveReplicas(String cluster, int count, List<String> names) implements Change {
    /** Copies the list. */
    public RemoveReplicas {
      names = List.copyOf(names);
    }
  }

  /**
   * A change that pins one key to a server or spreads it, overriding the ring. Replaces an earlier
   * pin of the key.
   *
   * @param key its text, or empty when only its fingerprint is known
   * @param hash its fingerprint, or empty to compute it from the text
   * @param server id or name of the server that gets the key; null when it is spread
   * @param spread number of first candidates that share the key; null when it is pinned
   */
  record PinKey(
      String cluster, String key, String hash, @Nullable String server, @Nullable Integer spread)
      implements Change {}

  /**
   * A change that removes the pin of a key, so that the ring decides again.
   *
   * @param key its text, or empty when only its fingerprint is known
   * @param hash its fingerprint, or empty to compute it from the text
   */
  record UnpinKey(String cluster, String key, String hash) implements Change {}

  /** Several changes of one cluster, applied in order: all of them or none. */
  record Stack(String cluster, List<Change> changes) implements Change {

    /** The largest number of changes in a stack. */
    public static final int MOST = 100;

    /** Copies the list. */
    public Stack {
      changes = List.copyOf(changes);
    }

    /** Returns true when any of the changes is forced. */
    @Override
    public boolean force() {
      return changes.stream().anyMatch(Change::force);
    }
  }
}
