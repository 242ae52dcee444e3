package io.ringway.control.access;

import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The beans that the filter chains and the stores share. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessSettings.class)
class AccessConfiguration {

  private static final int BCRYPT_COST = 12;

  @Bean
  static RoleHierarchy roles() {
    return RoleHierarchyImpl.withDefaultRolePrefix()
        .role("ADMIN")
        .implies("OPERATOR")
        .role("OPERATOR")
        .implies("VIEWER")
        .build();
  }

  /** Prefixes each hash with the name of its algorithm, so that a stronger one can follow. */
  @Bean
  PasswordEncoder passwords() {
    return new DelegatingPasswordEncoder(
        "bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(BCRYPT_COST)));
  }
}
