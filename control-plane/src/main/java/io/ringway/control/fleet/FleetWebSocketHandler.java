package io.ringway.control.fleet;

import io.ringway.protocol.Codec;
import io.ringway.protocol.Message;
import io.ringway.protocol.ProtocolException;
import jakarta.websocket.Session;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/** The WebSocket endpoint of the balancers. It validates all that they send. */
@Component
final class FleetWebSocketHandler implements WebSocketHandler {

  private static final Logger LOG = LoggerFactory.getLogger(FleetWebSocketHandler.class);
  private static final String ASSEMBLER = "inbox";
  private static final long SEND_LIMIT_MILLIS = 10_000;

  /** Tomcat's property for the longest time that a write may block. */
  private static final String SEND_LIMIT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

  private final Fleet fleet;
  private final EnrolmentTokens tokens;
  private final Duration queryTimeout;
  private final InstantSource clock;

  FleetWebSocketHandler(
      Fleet fleet,
      EnrolmentTokens tokens,
      @Value("${ringway.fleet.answer-within:2s}") Duration answerWithin,
      InstantSource clock) {
    this.fleet = fleet;
    this.tokens = tokens;
    this.queryTimeout = answerWithin;
    this.clock = clock;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    if (session instanceof NativeWebSocketSession adapter) {
      Session tomcat = adapter.getNativeSession(Session.class);
      if (tomcat != null) {
        tomcat.getUserProperties().put(SEND_LIMIT, SEND_LIMIT_MILLIS);
      }
    }
    String tokenId =
        String.valueOf(session.getAttributes().get(EnrolmentTokenInterceptor.TOKEN_ID));
    InetSocketAddress remote = session.getRemoteAddress();
    BalancerConnection balancerConnection =
        new BalancerConnection(
            session,
            tokenId,
            clock.instant(),
            remote == null ? "" : remote.getAddress().getHostAddress(),
            queryTimeout);
    session.getAttributes().put(ASSEMBLER, new MessageAssembler(balancerConnection));
    fleet.opened(balancerConnection);
    // The token may have been revoked since the handshake, before this connection could get the
    // event.
    if (!tokens.isActive(tokenId)) {
      balancerConnection.close(CloseStatus.POLICY_VIOLATION, "The enrolment token was revoked.");
    }
    tokens.recordUse(tokenId);
  }

  @Override
  public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
    if (!(session.getAttributes().get(ASSEMBLER) instanceof MessageAssembler messageAssembler)) {
      return;
    }
    BalancerConnection balancerConnection = messageAssembler.connection();
    balancerConnection.messageReceived();
    switch (message) {
      case TextMessage text -> {
        switch (messageAssembler.add(text)) {
          case MessageAssembler.Partial _ -> {}
          case MessageAssembler.Whole(String json) -> read(messageAssembler, json);
          case MessageAssembler.Flood _ ->
              balancerConnection.close(CloseStatus.POLICY_VIOLATION, "Too many messages a second.");
          case MessageAssembler.TooBig _ ->
              balancerConnection.close(
                  CloseStatus.TOO_BIG_TO_PROCESS, "A message has at most 16 MiB.");
        }
      }
      case BinaryMessage _ ->
          balancerConnection.close(CloseStatus.NOT_ACCEPTABLE, "Send JSON in text frames.");
      default -> {} // A ping or pong only shows that the balancer is alive.
    }
  }

  private void read(MessageAssembler messageAssembler, String json) {
    BalancerConnection balancerConnection = messageAssembler.connection();
    try {
      dispatch(balancerConnection, Codec.decode(json));
    } catch (ProtocolException e) {
      LOG.warn(
          "Balancer {} sent what is not a message: {}", balancerConnection, PrintableText.of(e));
      balancerConnection.sendComplaint("Not a message of this protocol: " + PrintableText.of(e));
      if (messageAssembler.countInvalid()) {
        balancerConnection.close(CloseStatus.POLICY_VIOLATION, "Too many bad messages.");
      }
    } catch (RuntimeException e) {
      // A defect of the control plane: the balancer stays connected, and other messages are
      // handled.
      LOG.error(
          "A message of balancer {} was not handled; please report this", balancerConnection, e);
    }
  }

  private void dispatch(BalancerConnection balancerConnection, Message message)
      throws ProtocolException {
    if (balancerConnection.hello() == null && !(message instanceof Message.Hello)) {
      throw new ProtocolException("The first message is a hello.", null);
    }
    switch (message) {
      case Message.Hello hello -> {
        if (hello.protocol() != Message.PROTOCOL_VERSION) {
          balancerConnection.close(
              CloseStatus.POLICY_VIOLATION,
              "This control plane speaks protocol " + Message.PROTOCOL_VERSION + " only.");
        } else if (balancerConnection.hello() != null) {
          throw new ProtocolException("One hello for each connection.", null);
        } else {
          fleet.hello(balancerConnection, PrintableText.checked(hello));
        }
      }
      case Message.Applied applied -> fleet.applied(balancerConnection, applied);
      case Message.Rejected rejected -> fleet.rejected(balancerConnection, rejected);
      case Message.Report report -> fleet.reported(balancerConnection, report);
      case Message.Answer(long id, var explanation) ->
          answered(balancerConnection, id, new QueryResult.Explained(explanation));
      case Message.Unanswered(long id, String reason) ->
          answered(balancerConnection, id, new QueryResult.Refused(PrintableText.of(reason)));
      case Message.Complaint complaint -> {
        LOG.warn(
            "Balancer {} complains: {}", balancerConnection, PrintableText.of(complaint.detail()));
        balancerConnection.pendingQueries().completeOldest();
      }
      case Message.Bye bye ->
          LOG.info("Balancer {} leaves: {}", balancerConnection, PrintableText.of(bye.reason()));
      case Message.Publish _ ->
          throw new ProtocolException("The control plane publishes, balancers do not.", null);
      case Message.Ask _ ->
          throw new ProtocolException("The control plane asks, balancers do not.", null);
    }
  }

  private static void answered(
      BalancerConnection balancerConnection, long id, QueryResult queryResult) {
    if (!balancerConnection.pendingQueries().complete(id, queryResult)) {
      LOG.info("Balancer {} answers query {}, which is no longer pending", balancerConnection, id);
    }
  }

  @Override
  public void handleTransportError(WebSocketSession session, Throwable failure) {
    LOG.info("Connection of a balancer broke: {}", failure.toString());
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    if (session.getAttributes().get(ASSEMBLER) instanceof MessageAssembler messageAssembler) {
      // Also ends the writer thread: it fails to close a closed session.
      messageAssembler.connection().close(CloseStatus.NORMAL, "closed");
      fleet.closed(messageAssembler.connection());
    }
  }

  /** Returns true: frames arrive in parts, so no connection needs a buffer of the maximum size. */
  @Override
  public boolean supportsPartialMessages() {
    return true;
  }
}
