package io.ringway.balancer.control;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.ringway.balancer.resolver.NoAddressException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;

/** The descriptions of link errors: a sentence that says what to do. */
final class LinkErrors {

  private LinkErrors() {}

  static String describe(URI control, Throwable cause) {
    return switch (cause) {
      case WebSocketClientHandshakeException e when status(e) == 401 || status(e) == 403 ->
          "The control plane at "
              + control
              + " refused this balancer's token ("
              + status(e)
              + "). Enrol the balancer in the dashboard and give the new token with --token-file or"
              + " RINGWAY_BALANCER_TOKEN; still trying, slowly.";
      case WebSocketClientHandshakeException e ->
          "The server at "
              + control
              + " is not a control plane ("
              + (status(e) == 0 ? e.getMessage() : "status " + status(e))
              + "). Check --control (RINGWAY_CONTROL_URL).";
      case NoAddressException e ->
          "The control plane's address is not known (" + e.getMessage() + "). Check --control.";
      case ConnectException _ ->
          "Nothing listens at " + control + ". Is the control plane running? Still trying.";
      case TooLongFrameException _ ->
          "The control plane sent a frame over the limit; connecting again.";
      case CorruptedWebSocketFrameException e ->
          "The control plane sent a malformed WebSocket frame (" + e.getMessage() + ").";
      case IOException e when e.getMessage() != null ->
          "The link to " + control + " broke (" + e.getMessage() + "); connecting again.";
      default -> "The link to " + control + " failed: " + cause;
    };
  }

  static boolean refused(Throwable cause) {
    return cause instanceof WebSocketClientHandshakeException e
        && (status(e) == 401 || status(e) == 403);
  }

  private static int status(WebSocketClientHandshakeException e) {
    return e.response() == null ? 0 : e.response().status().code();
  }
}
