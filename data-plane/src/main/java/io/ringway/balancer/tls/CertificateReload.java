package io.ringway.balancer.tls;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringway.balancer.schedule.PeriodicTask;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The thread that reloads certificates when their files change; a slow disk delays only it. */
public final class CertificateReload {

  private static final int CHECK_MILLIS = 1_000;

  private CertificateReload() {}

  /** Starts the thread, unless no file is in use. */
  public static void start(@Nullable Certificates certificates, ServerTrust trust) {
    if (certificates == null && !trust.readsFiles()) {
      return;
    }
    var _ =
        PeriodicTask.withFixedDelay(
            Executors.newSingleThreadScheduledExecutor(
                new DefaultThreadFactory("ringway-tls", true)),
            "checking the certificate files",
            CHECK_MILLIS,
            () -> {
              if (certificates != null) {
                certificates.reloadIfChanged();
              }
              trust.reloadIfChanged();
            });
  }
}
