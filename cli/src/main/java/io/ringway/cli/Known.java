package io.ringway.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server of an upstream by what a log calls it: its name, its address, its IP address.
 */
final class Known {

  private final Map<String, String> addresses = new HashMap<>();

  Known(Upstream upstream) throws Refusal {
    for (Upstream.Server server : upstream.servers()) {
      addresses.put(server.name(), server.address());
      addresses.put(server.address(), server.address());
      if (server.host().matches(".*[A-Za-z].*") && server.host().indexOf(':') < 0) {
        try {
          for (InetAddress address : InetAddress.getAllByName(server.host())) {
            String ip = address.getHostAddress();
            addresses.put(
                (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + server.port(),
                server.address());
          }
        } catch (UnknownHostException e) {
          // A log of HAProxy has names, one of nginx addresses: then the first line that tells one
          // is counted as of an unknown server, and said.
          addresses.putIfAbsent(server.host(), server.address());
        }
      }
    }
  }

  @Nullable String address(String called) {
    String found = addresses.get(called);
    return found == null ? addresses.get(Upstream.Server.name(called)) : found;
  }
}
