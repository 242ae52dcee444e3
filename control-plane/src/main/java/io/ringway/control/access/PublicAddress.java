package io.ringway.control.access;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The address under which browsers reach this control plane; one-time links begin with it. */
@Component
class PublicAddress {

  private final AccessSettings settings;
  private volatile int port;

  PublicAddress(AccessSettings settings) {
    this.settings = settings;
  }

  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void listening(WebServerInitializedEvent event) {
    if (event.getApplicationContext().getServerNamespace() == null) {
      port = event.getWebServer().getPort();
    }
  }

  /** Returns the address without a slash at its end. */
  String get() {
    var given = settings.publicUrl();
    // With port 0 the system picks a free port, which the setting cannot know.
    return given == null || given.isBlank() || given.endsWith(":0")
        ? "http://localhost:" + port
        : given.replaceAll("/+$", "");
  }
}
