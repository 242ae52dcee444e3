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
 * Lets any text be a key in an address, such as {@code keys/a%2Fb}. The server usually refuses
 * slashes, percent signs and semicolons there, since filters and handlers could read them
 * differently; below {@code keys/} nothing is decided by what follows, so only there they pass.
 */
@Configuration(proxyBeanMethods = false)
final class KeyPathSegments {

  private static final Pattern KEYS = Pattern.compile("/api/v1/clusters/[a-z0-9-]{1,63}/keys/.*");

  /** Tomcat hands encoded slashes on as they are; the firewall decides. */
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
