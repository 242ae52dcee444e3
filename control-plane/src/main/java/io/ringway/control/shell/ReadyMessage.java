package io.ringway.control.shell;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The last log line of a start: the sample cluster, the token files and the set-up link exist from
 * here on. Programs that start the control plane wait for it.
 */
@Component
class ReadyMessage {

  private static final Logger LOG = LoggerFactory.getLogger(ReadyMessage.class);

  private final String publicUrl;

  ReadyMessage(@Value("${ringway.public-url}") String publicUrl) {
    this.publicUrl = publicUrl;
  }

  @Order(Ordered.LOWEST_PRECEDENCE)
  @EventListener(ApplicationReadyEvent.class)
  void announce() {
    LOG.info("Ready: the dashboard is at {}", publicUrl);
  }
}
