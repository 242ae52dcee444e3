package io.ringway.control.explain;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Allows any text as a key in a request path, such as {@code keys/a%2Fb}. Encoded slashes, percent
 * signs and semicolons are refused elsewhere, since filters and handlers could read them
 * differently. No access rule depends on the path below {@code keys/}, so they pass only there.
 */
@Configuration(proxyBeanMethods = false)
final class KeyPathSegments {

  private static final Pattern KEYS = Pattern.compile("/api/v1/clusters/[a-z0-9-]{1,63}/keys/.*");

  /** Makes Tomcat pass encoded slashes on unchanged; the firewall decides about them. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashes() {
    return factory ->
        factory.addConnectorCustomizers(connector -> {
          connector.setEncodedSolidusHandling("passthrough");
          connector.setEncodedReverseSolidusHandling("passthrough");
        });
  }

  @Bean
  HttpFirewall firewall() {
    StrictHttpFirewall keys = new StrictHttpFirewall();
    keys.setAllowUrlEncodedSlash(true);
    keys.setAllowUrlEncodedDoubleSlash(true);
    keys.setAllowUrlEncodedPercent(true);
    keys.setAllowUrlEncodedPeriod(true);
    keys.setAllowSemicolon(true);
    keys.setAllowBackSlash(true);
    StrictHttpFirewall strict = new StrictHttpFirewall();
    return new HttpFirewall() {
      @Override
      public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        boolean key = KEYS.matcher(request.getRequestURI()).matches();
        return (key ? keys : strict).getFirewalledRequest(request);
      }

      @Override
      public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
        return strict.getFirewalledResponse(response);
      }
    };
  }
}
