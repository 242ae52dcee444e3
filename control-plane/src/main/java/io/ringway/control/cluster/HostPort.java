package io.ringway.control.cluster;

import org.jspecify.annotations.Nullable;

/** A host and a port; either is null when it was not given. */
public record HostPort(@Nullable String host, @Nullable Integer port) {

  /** Reads {@code host:port}, or a separate host and port. */
  static HostPort of(@Nullable String address, @Nullable String host, @Nullable Integer port) {
    if (address == null) {
      return new HostPort(host, port);
    }
    HostPort parsed = parse(address);
    String bare = parsed.host() == null ? "" : parsed.host().replaceAll("^\\[|\\]$", "");
    boolean same =
        (host == null || host.equals(bare) || host.equals(parsed.host()))
            && (port == null || port.equals(parsed.port()));
    if (!same) {
      throw RequestBodies.bad("Give either 'address' or 'host' with 'port': here they differ.");
    }
    return parsed;
  }

  /** Parses {@code app-1:8080}, {@code 10.0.0.7:8080} or {@code [fd12::7]:8080}. */
  public static HostPort parse(String address) {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? "" : address.substring(0, colon);
    String port = address.substring(colon + 1);
    boolean bare = host.indexOf(':') >= 0 && !(host.startsWith("[") && host.endsWith("]"));
    if (host.isEmpty() || bare || !port.matches("[0-9]{1,5}")) {
      throw ClusterProblems.invalid(
          "'"
              + address
              + "' is not an address: give host:port, such as 10.0.0.7:8080 or [fd12::7]:8080.");
    }
    return new HostPort(host, Integer.valueOf(port));
  }
}
