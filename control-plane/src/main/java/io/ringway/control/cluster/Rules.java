package io.ringway.control.cluster;

import io.ringway.protocol.Codec;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.DeserializationFeature;

/** The rules of the aggregate with the settings of this installation. */
@Configuration
class Rules {

  /**
   * The rules.
   *
   * @param allowLoopback empty: allowed when the control plane itself is bound to loopback, that is
   *     when all of Ringway runs on one machine
   */
  @Bean
  Decisions decisions(
      @Value("${ringway.servers.allow-loopback:}") @Nullable Boolean allowLoopback,
      @Value("${server.address:}") @Nullable InetAddress bound,
      InstantSource clock) {
    boolean oneMachine = bound != null && bound.isLoopbackAddress();
    return new Decisions(
        new ServerAddresses(allowLoopback == null ? oneMachine : allowLoopback),
        new ReplicaDecisions(new SecureRandom()),
        clock);
  }

  /** Teaches REST the names of the sealed types. A missing value is said by the request itself. */
  @Bean
  JsonMapperBuilderCustomizer protocolTypes() {
    return builder ->
        Codec.configure(builder)
            .disable(
                DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
  }
}
