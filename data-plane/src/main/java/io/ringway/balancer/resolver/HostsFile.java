package io.ringway.balancer.resolver;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The hosts file, hosts(5). */
final class HostsFile {

  private final WatchedFile<Map<String, List<InetAddress>>> file;

  HostsFile(Path path) {
    this.file = new WatchedFile<>(path, HostsFile::read);
  }

  private static Map<String, List<InetAddress>> read(List<String> lines) {
    Map<String, List<InetAddress>> names = new HashMap<>();
    for (String line : lines) {
      String[] words = line.split("\\s+", -1);
      if (ResolverSettings.isLiteral(words[0])) { // other lines have no meaning
        InetAddress address = InetAddress.ofLiteral(words[0]);
        for (int i = 1; i < words.length; i++) {
          names
              .computeIfAbsent(words[i].toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
              .add(address);
        }
      }
    }
    return names;
  }

  /** Returns every address of a name in lower case, in the order of the file. May block. */
  List<InetAddress> addresses(String name) {
    return file.value().getOrDefault(name, List.of());
  }
}
