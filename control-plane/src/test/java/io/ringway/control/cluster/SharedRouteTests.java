package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedRouteTests {

  private static final ClusterConfig SHOP = cluster("shop", "/admin");
  private static final ClusterConfig ALIAS = cluster("alias", "//admin");
  private static final ClusterConfig BLOG = cluster("blog", "/blog");

  @Test
  void aClusterIsNotMovedToWhatAnotherOneListensFor() {
    assertThatThrownBy(() ->
            RevisionWriter.refuseSharedRoute(
                List.of(SHOP, ALIAS, BLOG), List.of(change(cluster("alias", "/x"), ALIAS))))
        .hasMessageContaining("'shop' and 'alias'");
    assertThatThrownBy(() ->
            RevisionWriter.refuseSharedRoute(List.of(SHOP, ALIAS), List.of(change(null, ALIAS))))
        .hasMessageContaining("'shop' and 'alias'");
  }

  @Test
  void whatAnEarlierVersionStoredRefusesNoOtherChange() {
    List<ClusterConfig> stored = List.of(SHOP, ALIAS, BLOG);
    assertThatCode(() -> RevisionWriter.refuseSharedRoute(stored, List.of(change(BLOG, BLOG))))
        .doesNotThrowAnyException();
    assertThatCode(() -> RevisionWriter.refuseSharedRoute(stored, List.of(change(ALIAS, ALIAS))))
        .as("a change that leaves it where it listens")
        .doesNotThrowAnyException();
  }

  private static RevisionWriter.Replacement change(ClusterConfig before, ClusterConfig after) {
    return new RevisionWriter.Replacement(details(before), details(after));
  }

  private static ClusterDetails details(ClusterConfig config) {
    return config == null ? null : new ClusterDetails(config, ReplicaPlan.NONE, Set.of(), 1);
  }

  private static ClusterConfig cluster(String name, String prefix) {
    return new ClusterConfig(
        name,
        name,
        ClusterSettings.DEFAULT.with(it -> it.listen = new Listen(0, List.of(), prefix)),
        List.of());
  }
}
