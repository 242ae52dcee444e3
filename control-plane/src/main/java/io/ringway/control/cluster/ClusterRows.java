package io.ringway.control.cluster;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The stored clusters. Every query is scoped by workspace. */
interface ClusterRows extends Repository<Cluster, String> {

  Optional<Cluster> findByWorkspaceAndName(String workspace, String name);

  List<Cluster> findByWorkspaceOrderByName(String workspace);

  Cluster save(Cluster cluster);

  void delete(Cluster cluster);

  void flush();
}
