package io.ringway.control.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** The handshake interceptor that refuses an upgrade without an active enrolment token. */
@Component
final class EnrolmentTokenInterceptor implements HandshakeInterceptor {

  /** Session attribute: the id of the token that the balancer sent. */
  static final String TOKEN_ID = "tokenId";

  private static final String SCHEME = "Bearer ";

  private final EnrolmentTokens tokens;

  EnrolmentTokenInterceptor(EnrolmentTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes)
      throws IOException {
    Optional<String> token = bearer(request.getHeaders()).flatMap(tokens::verify);
    if (token.isEmpty()) {
      response.setStatusCode(HttpStatus.UNAUTHORIZED);
      response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"ringway fleet\"");
      response.getHeaders().setContentType(new MediaType("text", "plain", StandardCharsets.UTF_8));
      response
          .getBody()
          .write(
              "A balancer needs a valid enrolment token: send 'Authorization: Bearer <token>'. Make a fresh one under Balancers in the dashboard.\n"
                  .getBytes(StandardCharsets.UTF_8));
      response.flush();
      return false;
    }
    attributes.put(TOKEN_ID, token.get());
    return true;
  }

  @Override
  public void afterHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      @Nullable Exception failure) {}

  private static Optional<String> bearer(HttpHeaders headers) {
    List<String> values = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
    return values.size() == 1 && values.getFirst().regionMatches(true, 0, SCHEME, 0, 7)
        ? Optional.of(values.getFirst().substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
