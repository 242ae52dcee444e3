package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses the backends of an HAProxy configuration that use {@code hash-type consistent}. */
final class HaProxySource {

  private HaProxySource() {}

  static ConfigSource read(String text, Map<String, String> variables) throws CliException {
    HaProxyFile file = HaProxyFile.parse(text, variables);
    List<Upstream> upstreams = new ArrayList<>();
    List<ConfigSource.Refused> refused = new ArrayList<>();
    for (Section section : file.sections()) {
      boolean serves =
          section.is("backend", "listen")
              && section.lines().stream().anyMatch(line -> line.name().startsWith("server"));
      if (serves) {
        try {
          upstreams.add(
              new HaProxyBackend(file, section).upstream().checked(section.head().number()));
        } catch (CliException e) {
          refused.add(
              new ConfigSource.Refused(section.head().name(), section.name(), e.sentence()));
        }
      }
    }
    return new ConfigSource(
        ConfigSource.Program.HAPROXY, upstreams, refused, List.of(HaProxyLog.HTTPLOG));
  }
}
