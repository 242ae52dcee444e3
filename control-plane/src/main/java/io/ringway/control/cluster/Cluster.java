package io.ringway.control.cluster;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The stored form of the aggregate. {@link ClusterDecisions} decides changes on the immutable
 * {@link ClusterDetails}, so that a preview runs the same rules without touching a row.
 */
@Entity
@Table(name = "cluster")
class Cluster {

  @Id private String id;

  @Column(nullable = false)
  private String workspace;

  @Column(nullable = false)
  private String name = "";

  /** A second lock behind the head row: a writer that went around it fails. */
  @Version private long version;

  @Column(name = "changed_in", nullable = false)
  private long changedIn;

  @Column(nullable = false)
  private String settings = "";

  @Column(nullable = false)
  private String runtime = "";

  @Column(nullable = false)
  private String replicas = "";

  /** Servers by id. A change writes only the rows of the servers that changed. */
  @ElementCollection(fetch = FetchType.EAGER)
  @CollectionTable(name = "server", joinColumns = @JoinColumn(name = "cluster_id"))
  @MapKeyColumn(name = "id")
  private Map<String, ServerRow> servers = new HashMap<>();

  /** For Hibernate. */
  protected Cluster() {
    this("", "");
  }

  Cluster(String workspace, String id) {
    this.workspace = workspace;
    this.id = id;
  }

  String id() {
    return id;
  }

  /** Takes a temporary name that no other cluster can have. */
  void giveUpName() {
    name = "~" + id;
  }

  String workspace() {
    return workspace;
  }

  ClusterDetails details() {
    List<ServerConfig> list =
        servers.entrySet().stream()
            .sorted(Comparator.comparingInt(entry -> entry.getValue().place))
            .map(entry -> entry.getValue().config(entry.getKey()))
            .toList();
    Set<String> managed =
        servers.entrySet().stream()
            .filter(entry -> entry.getValue().managed)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return new ClusterDetails(
        new ClusterConfig(id, name, StoredJson.settings(settings), list),
        new ReplicaPlan(runtime, StoredJson.names(replicas)),
        managed,
        changedIn);
  }

  void become(ClusterDetails next, long revision) {
    changedIn = revision;
    name = next.config().name();
    settings = StoredJson.write(next.config().settings());
    runtime = next.plan().runtime();
    replicas = StoredJson.write(next.plan().names());
    Set<String> staying = new HashSet<>();
    int place = 0;
    for (ServerConfig server : next.config().servers()) {
      staying.add(server.id());
      ServerRow row = servers.computeIfAbsent(server.id(), _ -> new ServerRow());
      row.take(server, place++, next.managed(server));
    }
    servers.keySet().retainAll(staying);
  }
}
