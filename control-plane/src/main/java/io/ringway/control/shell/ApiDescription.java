package io.ringway.control.shell;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The title, license and security scheme of the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  @Bean
  OpenAPI openApi(ObjectProvider<BuildProperties> build) {
    var version = build.stream().map(BuildProperties::getVersion).findFirst();
    return new OpenAPI()
        .info(
            new Info()
                .title("Ringway")
                .version(version.orElse("development"))
                .description(
                    "Clusters, servers and the ring of a consistent-hashing load balancer. Problems"
                        + " are answered as RFC 9457 with a sentence that says what to do.")
                .license(
                    new License()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")))
        .components(
            new Components()
                .addSecuritySchemes(
                    "token", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")))
        .addSecurityItem(new SecurityRequirement().addList("token"));
  }
}
