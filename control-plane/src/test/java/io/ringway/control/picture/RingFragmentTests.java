package io.ringway.control.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

class RingFragmentTests {

  private static String write(RingPicture picture) {
    ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
    resolver.setPrefix("templates/");
    resolver.setSuffix(".html");
    SpringTemplateEngine engine = new SpringTemplateEngine();
    engine.setTemplateResolver(resolver);
    Context context = new Context();
    context.setVariable("picture", picture);
    return engine.process("explore/ring", Set.of("ring"), context);
  }

  @Test
  void thePictureNeedsNoStyleThatThePolicyForbids() {
    ClusterConfig cluster = RingPictureTests.cluster(3, 1_024, ServerState.DRAINING);
    Ring ring = Rings.build(cluster.settings().placement(), cluster.ringNodes());
    Explanation key = RingPictureTests.explain(cluster, ring, Map.of(), "user-42");
    String svg = write(RingPicture.of(cluster, ring, Map.of(), null, 41, key));
    assertThat(svg)
        .startsWith("<svg")
        .contains("<title>s2 owns ", "ring-hatched", "ring-badge", "revision 41")
        .doesNotContain("style=", "<script", "th:")
        .hasSizeLessThan(64 * 1024);
  }

  @Test
  void namesAreTextAndNeverMarkup() {
    String hostile = "\"><script>alert(1)</script>";
    RingPicture.Shape shape = new RingPicture.Shape(hostile, "M0 0Z", 1, true, hostile);
    String svg =
        write(
            new RingPicture(
                List.of(shape),
                List.of(shape),
                List.of(shape),
                null,
                hostile,
                hostile,
                hostile,
                hostile));
    assertThat(svg).doesNotContain("<script>").contains("&lt;script&gt;");
  }
}
