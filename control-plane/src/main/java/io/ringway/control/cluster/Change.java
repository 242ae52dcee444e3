package io.ringway.control.cluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ServerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that an operator wants of a cluster. Servers are spoken of by id or by name. */
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

  /** The name of the cluster. */
  String cluster();

  /** Whether the author insists on what is refused otherwise for the harm that it can do. */
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

  /** Other settings, and another name when one is given. */
  record UpdateCluster(String cluster, @Nullable String name, ClusterSettings settings)
      implements Change {}

  /** The end of a cluster; one that still has ready servers only goes by force. */
  record DeleteCluster(String cluster, boolean force) implements Change {}

  /** Servers join. */
  record AddServers(String cluster, List<NewServer> servers) implements Change {
    /** Copies the list. */
    public AddServers {
      servers = List.copyOf(servers);
    }
  }

  /** Other values for one server; null leaves a value as it is. */
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

  /** One state for several servers. */
  record SetServerStates(String cluster, List<String> servers, ServerState state)
      implements Change {
    /** Copies the list. */
    public SetServerStates {
      servers = List.copyOf(servers);
    }
  }

  /**
   * Servers leave. A wanted replica among them is wanted no longer. The last ready server only
   * leaves by force.
   */
  record RemoveServers(String cluster, List<String> servers, boolean force) implements Change {
    /** Copies the list. */
    public RemoveServers {
      servers = List.copyOf(servers);
    }
  }

  /**
   * So many replicas shall run. Those that are too many drain, newest first; their runtime stops
   * them and removes their servers.
   */
  record Scale(String cluster, int desired, boolean force) implements Change {
    /** Not to zero. */
    public Scale(String cluster, int desired) {
      this(cluster, desired, false);
    }
  }

  /**
   * More replicas.
   *
   * @param names for the first of them; the others are called {@code server-n}
   */
  record AddReplicas(String cluster, int count, List<String> names) implements Change {
    /** Copies the list. */
    public AddReplicas {
      names = List.copyOf(names);
    }
  }

  /**
   * Fewer replicas: they drain, then their runtime stops them.
   *
   * @param names which ones first; the others are picked at random
   */
  record RemoveReplicas(String cluster, int count, List<String> names) implements Change {
    /** Copies the list. */
    public RemoveReplicas {
      names = List.copyOf(names);
    }
  }

  /**
   * One key that does not go where the ring puts it; it replaces an earlier pin of the key.
   *
   * @param key its text, or empty when only its fingerprint is known
   * @param hash its fingerprint, or empty: then it follows from the text
   * @param server who gets it; or else
   * @param spread over how many of its first candidates it is spread
   */
  record PinKey(
      String cluster, String key, String hash, @Nullable String server, @Nullable Integer spread)
      implements Change {}

  /**
   * A key goes where the ring puts it again.
   *
   * @param key its text, or empty when only its fingerprint is known
   * @param hash its fingerprint, or empty: then it follows from the text
   */
  record UnpinKey(String cluster, String key, String hash) implements Change {}

  /** Several changes of one cluster as one, in this order: all of them or none. */
  record Stack(String cluster, List<Change> changes) implements Change {

    /** The most changes of a stack. */
    public static final int MOST = 100;

    /** Copies the list. */
    public Stack {
      changes = List.copyOf(changes);
    }

    /** Forced as a whole as soon as one of them is. */
    @Override
    public boolean force() {
      return changes.stream().anyMatch(Change::force);
    }
  }
}
