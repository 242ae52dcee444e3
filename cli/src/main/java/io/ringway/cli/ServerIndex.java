package io.ringway.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An index of an upstream's servers by what a log may contain: name, address, IP address. */
final class ServerIndex {

  private final Map<String, String> addresses = new HashMap<>();

  ServerIndex(Upstream upstream) {
    for (Upstream.Server server : upstream.servers()) {
      addresses.put(server.name(), server.address());
      addresses.put(server.nameInFile(), server.address());
      addresses.put(server.address(), server.address());
      if (server.host().matches(".*[A-Za-z].*") && server.host().indexOf(':') < 0) {
        for (InetAddress address : resolved(server.host())) {
          String ip = address.getHostAddress();
          String host = ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
          addresses.put(host + ":" + server.port(), server.address());
        }
      }
    }
  }

  /**
   * Returns the IP addresses of a name, or none if it does not resolve. A log with names does not
   * need them. For a log with addresses, the requests then count as those of unknown servers, which
   * the report says.
   */
  private static List<InetAddress> resolved(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }

  @Nullable String address(String called) {
    return addresses.get(called);
  }
}
