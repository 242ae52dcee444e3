package io.ringway.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server of an upstream by what a log calls it: its name, its address, its IP address.
 */
final class ServerIndex {

  private final Map<String, String> addresses = new HashMap<>();

  ServerIndex(Upstream upstream) {
    for (Upstream.Server server : upstream.servers()) {
      addresses.put(server.name(), server.address());
      addresses.put(server.called(), server.address());
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
   * The IP addresses of a name; none where it is not known. A log with names does without them, one
   * with addresses then counts its requests as of other servers, and says so.
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
