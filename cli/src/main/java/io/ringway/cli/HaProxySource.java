package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the backends of an HAProxy configuration that use {@code hash-type consistent}. */
final class HaProxySource {

  private HaProxySource() {}

  static Source read(String text, Map<String, String> variables) throws Refusal {
    HaProxyFile file = HaProxyFile.parse(text, variables);
    List<Upstream> upstreams = new ArrayList<>();
    List<Source.Refused> refused = new ArrayList<>();
    for (Section section : file.sections()) {
      boolean serves =
          section.is("backend", "listen")
              && section.lines().stream().anyMatch(line -> line.name().startsWith("server"));
      if (serves) {
        try {
          upstreams.add(
              new HaProxyBackend(file, section).upstream().checked(section.head().number()));
        } catch (Refusal e) {
          refused.add(new Source.Refused(section.head().name(), section.name(), e.sentence()));
        }
      }
    }
    return new Source(Source.Program.HAPROXY, upstreams, refused, List.of(HaProxyLog.HTTPLOG));
  }
}
