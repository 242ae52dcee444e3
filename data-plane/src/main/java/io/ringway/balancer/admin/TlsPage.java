package io.ringway.balancer.admin;

import io.ringway.balancer.tls.Certificates;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The certificates in force, and reading them again at once. */
public final class TlsPage {

  private static final Answer NONE =
      Answer.problem(404, "This balancer has no TLS port: set --tls-port and --tls-certificates.");

  private final @Nullable Certificates certificates;

  /** A page about these; about nothing where there is no TLS port. */
  public TlsPage(@Nullable Certificates certificates) {
    this.certificates = certificates;
  }

  Answer show() {
    return certificates == null ? NONE : Answer.json(Map.of("certificates", list(certificates)));
  }

  private static Object list(Certificates certificates) {
    return certificates.shown().stream()
        .map(each -> {
          Map<String, Object> shown = new LinkedHashMap<>();
          shown.put("file", each.file());
          shown.put("names", each.names());
          shown.put("notAfter", each.ends().toString());
          shown.put("serial", each.serial());
          return shown;
        })
        .toList();
  }

  Answer reload() {
    if (certificates == null) {
      return NONE;
    }
    try {
      certificates.reload();
      return show();
    } catch (IOException e) {
      return Answer.problem(409, e.getMessage() + " The certificates from before stay in force.");
    }
  }
}
