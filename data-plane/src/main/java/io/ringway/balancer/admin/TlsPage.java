package io.ringway.balancer.admin;

import io.ringway.balancer.telemetry.PrometheusText;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.ServerTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The admin page of the certificates and authorities in force. */
public final class TlsPage {

  private final @Nullable Certificates certificates;
  private final ServerTrust trust;

  /**
   * Creates the page.
   *
   * @param certificates null when no port can speak TLS
   */
  public TlsPage(@Nullable Certificates certificates, ServerTrust trust) {
    this.certificates = certificates;
    this.trust = trust;
  }

  /** Writes the metrics: when certificates expire. */
  public void measure(PrometheusText text) {
    if (certificates != null) {
      certificates
          .ends()
          .forEach((name, end) ->
              text.gauge(
                  "ringway_certificate_expiry_timestamp_seconds",
                  "Expiry of the certificate for clients of this host name.",
                  end.getEpochSecond(),
                  "name",
                  name));
    }
    Certificates.CertificateInfo toServers = trust.clientCertificate();
    if (toServers != null) {
      text.gauge(
          "ringway_server_certificate_expiry_timestamp_seconds",
          "Expiry of the client certificate for servers.",
          toServers.ends().getEpochSecond());
    }
  }

  WholeResponse show() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("certificates", certificates == null ? List.of() : list(certificates));
    Path file = trust.file();
    shown.put(
        "authorities",
        Map.of("from", file == null ? "Java" : file.toString(), "count", trust.authorities()));
    Certificates.CertificateInfo toServers = trust.clientCertificate();
    shown.put("toServers", toServers == null ? List.of() : List.of(line(toServers)));
    return WholeResponse.json(shown);
  }

  private static Object list(Certificates certificates) {
    return certificates.served().stream().map(TlsPage::line).toList();
  }

  private static Map<String, Object> line(Certificates.CertificateInfo each) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("file", each.file());
    shown.put("names", each.names());
    shown.put("notAfter", each.ends().toString());
    shown.put("serial", each.serial());
    return shown;
  }

  WholeResponse reload() {
    try {
      trust.reload();
    } catch (IOException e) {
      return refused(e, "authorities and the certificate for servers");
    }
    try {
      if (certificates != null) {
        certificates.reload();
      }
    } catch (IOException e) {
      return refused(e, "certificates");
    }
    return show();
  }

  private static WholeResponse refused(IOException cause, String what) {
    return WholeResponse.problem(
        409, cause.getMessage() + " The " + what + " from before stay in force.");
  }
}
