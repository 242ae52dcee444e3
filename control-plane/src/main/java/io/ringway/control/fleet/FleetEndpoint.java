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

/** Reads what balancers send, and trusts none of it. */
@Component
final class FleetEndpoint implements WebSocketHandler {

  private static final Logger LOG = LoggerFactory.getLogger(FleetEndpoint.class);
  private static final String INBOX = "inbox";
  private static final long SEND_LIMIT_MILLIS = 10_000;

  /** Tomcat's name for the longest time that a write may block. */
  private static final String SEND_LIMIT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

  private final Fleet fleet;
  private final EnrolmentTokens tokens;
  private final Duration answerWithin;
  private final InstantSource clock;

  FleetEndpoint(
      Fleet fleet,
      EnrolmentTokens tokens,
      @Value("${ringway.fleet.answer-within:2s}") Duration answerWithin,
      InstantSource clock) {
    this.fleet = fleet;
    this.tokens = tokens;
    this.answerWithin = answerWithin;
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
    String tokenId = String.valueOf(session.getAttributes().get(TokenCheck.TOKEN_ID));
    InetSocketAddress remote = session.getRemoteAddress();
    Connection connection =
        new Connection(
            session,
            tokenId,
            clock.instant(),
            remote == null ? "" : remote.getAddress().getHostAddress(),
            answerWithin);
    session.getAttributes().put(INBOX, new Inbox(connection));
    fleet.opened(connection);
    // Revoked between the handshake and now? The event was too early for this connection.
    if (!tokens.good(tokenId)) {
      connection.close(CloseStatus.POLICY_VIOLATION, "The enrolment token was revoked.");
    }
    tokens.used(tokenId);
  }

  @Override
  public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
    if (!(session.getAttributes().get(INBOX) instanceof Inbox inbox)) {
      return;
    }
    Connection connection = inbox.connection();
    connection.heard();
    switch (message) {
      case TextMessage text -> {
        switch (inbox.add(text)) {
          case Inbox.Partial _ -> {}
          case Inbox.Whole(String json) -> read(inbox, json);
          case Inbox.Flood _ ->
              connection.close(CloseStatus.POLICY_VIOLATION, "Too many messages a second.");
          case Inbox.TooBig _ ->
              connection.close(CloseStatus.TOO_BIG_TO_PROCESS, "A message has at most 16 MiB.");
        }
      }
      case BinaryMessage _ ->
          connection.close(CloseStatus.NOT_ACCEPTABLE, "Send JSON in text frames.");
      default -> {} // ping and pong: heard, that is all
    }
  }

  private void read(Inbox inbox, String json) {
    Connection connection = inbox.connection();
    try {
      dispatch(connection, Codec.decode(json));
    } catch (ProtocolException e) {
      LOG.warn("Balancer {} sent what is not a message: {}", connection, Printable.of(e));
      connection.complain("Not a message of this protocol: " + Printable.of(e));
      if (inbox.strike()) {
        connection.close(CloseStatus.POLICY_VIOLATION, "Too many bad messages.");
      }
    } catch (RuntimeException e) {
      // An error of ours: the balancer keeps its connection, and all other messages are read.
      LOG.error("A message of balancer {} was not handled; please report this", connection, e);
    }
  }

  private void dispatch(Connection connection, Message message) throws ProtocolException {
    if (connection.hello() == null && !(message instanceof Message.Hello)) {
      throw new ProtocolException("The first message is a hello.", null);
    }
    switch (message) {
      case Message.Hello hello -> {
        if (hello.protocol() != Message.PROTOCOL_VERSION) {
          connection.close(
              CloseStatus.POLICY_VIOLATION,
              "This control plane speaks protocol " + Message.PROTOCOL_VERSION + " only.");
        } else if (connection.hello() != null) {
          throw new ProtocolException("One hello for each connection.", null);
        } else {
          fleet.hello(connection, Printable.checked(hello));
        }
      }
      case Message.Applied applied -> fleet.applied(connection, applied);
      case Message.Rejected rejected -> fleet.rejected(connection, rejected);
      case Message.Report report -> fleet.reported(connection, report);
      case Message.Answer(long id, var explanation) ->
          answered(connection, id, new Reply.Explained(explanation));
      case Message.Unanswered(long id, String reason) ->
          answered(connection, id, new Reply.Refused(Printable.of(reason)));
      case Message.Complaint complaint -> {
        LOG.warn("Balancer {} complains: {}", connection, Printable.of(complaint.detail()));
        connection.questions().complained();
      }
      case Message.Bye bye ->
          LOG.info("Balancer {} leaves: {}", connection, Printable.of(bye.reason()));
      case Message.Publish _ ->
          throw new ProtocolException("The control plane publishes, balancers do not.", null);
      case Message.Ask _ ->
          throw new ProtocolException("The control plane asks, balancers do not.", null);
    }
  }

  private static void answered(Connection connection, long id, Reply reply) {
    if (!connection.questions().answered(id, reply)) {
      LOG.info("Balancer {} answers question {}, which nobody waits for", connection, id);
    }
  }

  @Override
  public void handleTransportError(WebSocketSession session, Throwable failure) {
    LOG.info("Connection of a balancer broke: {}", failure.toString());
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    if (session.getAttributes().get(INBOX) instanceof Inbox inbox) {
      // Ends the writer as well: its next step is to close what is closed.
      inbox.connection().close(CloseStatus.NORMAL, "closed");
      fleet.closed(inbox.connection());
    }
  }

  /** Frames arrive in pieces: a buffer of the largest size for each connection is never made. */
  @Override
  public boolean supportsPartialMessages() {
    return true;
  }
}
