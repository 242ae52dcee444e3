package io.ringway.control.access;

import io.ringway.control.shell.StartException;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * The Tomcat set-up for a proxy that ends TLS in front of the control plane. When {@code
 * ringway.public-url} begins with {@code https}, the server treats every request as made to that
 * URL, whatever its {@code Host} or {@code X-Forwarded-Proto} says: the cookie is {@code Secure}
 * and redirects lead to the public URL.
 */
@Component
class HttpsPublicUrlCustomizer
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

  private static final int HTTPS_PORT = 443;

  private final AccessSettings settings;

  HttpsPublicUrlCustomizer(AccessSettings settings) {
    this.settings = settings;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    https(settings.publicUrl())
        .ifPresent(url -> {
          factory.addContextValves(new Seen(url));
          // Otherwise redirects are relative, so that no Host field of a client gets into them.
          factory.addContextCustomizers(context -> context.setUseRelativeRedirects(false));
        });
  }

  private static Optional<URI> https(@Nullable String publicUrl) {
    return Optional.ofNullable(publicUrl)
        .filter(url -> url.regionMatches(true, 0, "https://", 0, "https://".length()))
        .map(HttpsPublicUrlCustomizer::parse);
  }

  private static URI parse(String url) {
    try {
      var parsed = URI.create(url.strip());
      if (parsed.getHost() != null) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      throw invalid(url);
    }
    throw invalid(url);
  }

  private static StartException invalid(String url) {
    return new StartException(
        "ringway.public-url is '"
            + url
            + "': give the address in a browser, such as https://ringway.example.com.");
  }

  /** Runs after the customizer of Spring Boot that configures redirects. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  private static final class Seen extends ValveBase {
    private final String host;
    private final int port;

    Seen(URI url) {
      super(true);
      this.host = url.getHost();
      this.port = url.getPort() < 0 ? HTTPS_PORT : url.getPort();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      request.setSecure(true);
      request.getCoyoteRequest().scheme().setString("https");
      request.getCoyoteRequest().serverName().setString(host);
      request.getCoyoteRequest().setServerPort(port);
      getNext().invoke(request, response);
    }
  }
}
