package io.ringway.control.cluster;

import com.fasterxml.jackson.annotation.Nulls;
import io.ringway.control.shell.StartException;
import io.ringway.protocol.Codec;
import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.Networks;
import io.ringway.protocol.address.OwnEndpoints;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/** Configures the rules of the aggregate with the settings of this installation. */
@Configuration
class ClusterRules {

  /** The longest that a change waits for all of its server names to resolve. */
  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Returns the policy for the addresses of servers.
   *
   * @param allowLoopback true or false; empty allows loopback when the control plane itself is
   *     bound to it, that is when all of Ringway runs on one machine
   * @param allowed networks that are exceptions, in CIDR form
   * @param denied further networks in which no server is allowed, in CIDR form
   * @param own the ports of this control plane and of the balancers that it knows
   */
  @Bean
  AddressPolicy addressPolicy(
      @Value("${ringway.servers.allow-loopback:}") @Nullable Boolean allowLoopback,
      @Value("${ringway.servers.allowed-networks:}") String allowed,
      @Value("${ringway.servers.denied-networks:}") String denied,
      @Value("${server.address:}") @Nullable InetAddress bound,
      List<OwnEndpoints> own) {
    boolean oneMachine = bound != null && bound.isLoopbackAddress();
    return new AddressPolicy(
        allowLoopback == null ? oneMachine : allowLoopback,
        networks("ringway.servers.allowed-networks", allowed),
        networks("ringway.servers.denied-networks", denied),
        (address, port) -> own.stream().anyMatch(each -> each.contains(address, port)));
  }

  private static Networks networks(String setting, String list) {
    try {
      return Networks.parse(list);
    } catch (IllegalArgumentException e) {
      throw new StartException(setting + ": " + e.getMessage());
    }
  }

  /** Returns the rules of the aggregate. */
  @Bean
  ClusterDecisions decisions(InstantSource clock) {
    return new ClusterDecisions(new ReplicaDecisions(new SecureRandom()), clock);
  }

  /**
   * Returns the check of the addresses that balancers connect to. Names are resolved by the
   * system's resolver.
   */
  @Bean
  ServerTargets serverTargets(AddressPolicy policy, ServerTargets.Lookup lookup) {
    return new ServerTargets(policy, lookup, LOOKUP_TIMEOUT);
  }

  @Bean
  ServerTargets.Lookup lookup() {
    return InetAddress::getAllByName;
  }

  /**
   * Registers the names of the sealed types with Jackson and turns coercion off: 1.5 is no count,
   * "2" no number, 5 no name, and a list has no null elements. Each request reports its own missing
   * values.
   */
  @Bean
  JsonMapperBuilderCustomizer protocolTypes() {
    return builder ->
        Codec.configure(builder)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                LogicalType.Textual,
                text -> {
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .disable(
                DeserializationFeature.ACCEPT_FLOAT_AS_INT,
                DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
  }
}
