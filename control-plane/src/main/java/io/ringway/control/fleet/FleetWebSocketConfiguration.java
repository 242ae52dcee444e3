package io.ringway.control.fleet;

import io.ringway.protocol.Message;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/** The registration of the WebSocket endpoint of the balancers. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
@EnableScheduling
final class FleetWebSocketConfiguration implements WebSocketConfigurer {

  private final FleetWebSocketHandler endpoint;
  private final EnrolmentTokenInterceptor enrolmentTokenInterceptor;

  FleetWebSocketConfiguration(
      FleetWebSocketHandler endpoint, EnrolmentTokenInterceptor enrolmentTokenInterceptor) {
    this.endpoint = endpoint;
    this.enrolmentTokenInterceptor = enrolmentTokenInterceptor;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    DefaultHandshakeHandler handshake = new DefaultHandshakeHandler();
    handshake.setSupportedProtocols(Message.SUBPROTOCOL);
    registry
        .addHandler(endpoint, Message.PATH)
        .setHandshakeHandler(handshake)
        .addInterceptors(enrolmentTokenInterceptor);
  }
}
