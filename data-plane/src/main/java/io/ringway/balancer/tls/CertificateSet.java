package io.ringway.balancer.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The immutable set of certificates that were read at one time. */
final class CertificateSet {

  /**
   * A certificate that is ready for handshakes.
   *
   * @param names the host names that it is for
   */
  record Ready(SslContext context, Set<String> names) {}

  private final List<ServedCertificate> certificates;
  private final Map<String, ServedCertificate> byName = new HashMap<>();
  private final Map<ServedCertificate, Ready> ready = new HashMap<>();
  private final ServedCertificate otherwise;

  /**
   * Prepares certificates for handshakes.
   *
   * @throws IOException with a sentence for the operator when one cannot be used
   */
  CertificateSet(List<ServedCertificate> certificates, SslProvider provider) throws IOException {
    this.certificates = List.copyOf(certificates);
    this.otherwise =
        certificates.stream()
            .filter(each -> each.file().getFileName().toString().startsWith("default."))
            .findFirst()
            .orElse(certificates.getFirst());
    for (ServedCertificate each : certificates) {
      Set<String> names = each.names();
      ready.put(each, new Ready(context(each, provider), names));
      for (String name : names) {
        // An old file may be left beside the new one: use the one that is valid longer.
        byName.merge(name, each, (a, b) -> b.ends().isAfter(a.ends()) ? b : a);
      }
    }
  }

  private static SslContext context(ServedCertificate certificate, SslProvider provider)
      throws IOException {
    try {
      return TlsParameters.narrow(
              SslContextBuilder.forServer(certificate.key(), certificate.chain())
                  .sslProvider(provider))
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause(); // the root cause is the most specific one
      }
      throw new IOException(
          "Cannot use " + certificate.file() + ": " + cause.getMessage() + ".", e);
    }
  }

  List<ServedCertificate> certificates() {
    return certificates;
  }

  /**
   * Returns the certificate for a host name in lower case; null stands for a client without SNI.
   */
  ServedCertificate choose(@Nullable String host) {
    if (host == null) {
      return otherwise;
    }
    ServedCertificate exact = byName.get(host);
    if (exact != null) {
      return exact;
    }
    int dot = host.indexOf('.');
    ServedCertificate wild = dot < 0 ? null : byName.get("*" + host.substring(dot));
    return wild == null ? otherwise : wild;
  }

  Ready ready(@Nullable String host) {
    return java.util.Objects.requireNonNull(ready.get(choose(host)));
  }

  /** Returns the expiry for each name; clients without SNI have the empty name. */
  Map<String, Instant> ends() {
    Map<String, Instant> ends = new TreeMap<>();
    byName.forEach((name, certificate) -> ends.put(name, certificate.ends()));
    ends.put("", otherwise.ends());
    return ends;
  }
}
