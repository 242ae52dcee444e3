package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.overview.OverviewPages;
import java.util.List;

/** A cluster of the servers a, b and c for tests to change. */
public final class ThreeServers {

  private ThreeServers() {}

  /** Creates the cluster, or creates it again, with its name as path prefix. */
  public static void anew(Clusters clusters, String name) {
    Actor actor = Actor.system("test");
    if (clusters.find(name).isPresent()) {
      clusters.apply(new Change.DeleteCluster(name, true), actor, null);
    }
    clusters.apply(
        new Change.CreateCluster(
            name,
            OverviewPages.settings("/" + name),
            List.of(
                new NewServer("a", "10.3.0.1", 80),
                new NewServer("b", "10.3.0.2", 80),
                new NewServer("c", "10.3.0.3", 80)),
            ReplicaPlan.NONE),
        actor,
        null);
  }
}
