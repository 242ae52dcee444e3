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

/** The rules of the aggregate with the settings of this installation. */
@Configuration
class ClusterRules {

  /** A change waits this long for the names of its servers to resolve, all of them together. */
  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(2);

  /**
   * The addresses that servers may have.
   *
   * @param allowLoopback empty: allowed when the control plane itself is bound to loopback, that is
   *     when all of Ringway runs on one machine
   * @param allowed networks that are exceptions, in CIDR form
   * @param denied further networks in which no server may be, in CIDR form
   * @param own the ports of this control plane, and of the balancers that it knows
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

  /** The rules of the aggregate. */
  @Bean
  ClusterDecisions decisions(InstantSource clock) {
    return new ClusterDecisions(new ReplicaDecisions(new SecureRandom()), clock);
  }

  /** The policy for what balancers connect to; the system's resolver resolves names. */
  @Bean
  ServerTargets serverTargets(AddressPolicy policy, ServerTargets.Lookup lookup) {
    return new ServerTargets(policy, lookup, LOOKUP_TIMEOUT);
  }

  @Bean
  ServerTargets.Lookup lookup() {
    return InetAddress::getAllByName;
  }

  /**
   * Teaches REST the names of the sealed types, and to take nothing for something else: 1.5 is no
   * count, "2" no number, 5 no name, and a list has no gaps. A missing value is said by the request
   * itself.
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
