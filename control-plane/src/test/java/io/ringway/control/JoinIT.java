package io.ringway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.access.RunningControlPlane;
import io.ringway.control.fleet.EnrolmentToken;
import io.ringway.control.fleet.EnrolmentTokens;
import io.ringway.protocol.Message;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The addition of a balancer with the command of the page, and its revocation. */
class JoinIT extends RunningControlPlane {

  @Autowired EnrolmentTokens enrolment;

  @Test
  void the_token_of_the_command_is_shown_once_lets_in_and_is_revoked() {
    var admin = admin();
    var csrf = csrf(send(admin, request("/balancers").GET()).body());
    var wanted = Map.of("name", "edge-2", "port", "5100", "adminPort", "5101", "_csrf", csrf);
    var made = send(admin, form("/balancers/tokens", wanted));
    assertThat(header(made, "Location")).endsWith("/balancers#add");
    var page = send(admin, request("/balancers").GET()).body();
    assertThat(page).contains("./ringway balancer", "--name edge-2", "--port 5100", "docker run");
    var secret = page.replaceAll("(?s).*RINGWAY_BALANCER_TOKEN=(rwb_\\S+) \\./ringway.*", "$1");
    assertThat(send(admin, request("/balancers").GET()).body()).doesNotContain(secret);

    var closed = new CompletableFuture<Integer>();
    var socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + secret)
            .subprotocols(Message.SUBPROTOCOL)
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + Message.PATH),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                    closed.complete(code);
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .join();
    assertThat(socket.isInputClosed()).isFalse();

    send(admin, form("/balancers/tokens/" + token().id() + "/revoke", Map.of("_csrf", csrf)));
    await().until(closed::isDone);
    assertThat(token().revokedAt()).isNotNull();
  }

  private EnrolmentToken token() {
    return enrolment.list().stream()
        .filter(token -> token.name().equals("edge-2"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_name_or_a_port_that_cannot_be_is_refused_and_makes_no_token() {
    var admin = admin();
    var csrf = csrf(send(admin, request("/balancers").GET()).body());
    var before = enrolment.list();
    var wanted = Map.of("name", "a;b", "port", "5100", "adminPort", "5101", "_csrf", csrf);
    send(admin, form("/balancers/tokens", wanted));
    assertThat(send(admin, request("/balancers").GET()).body()).contains("name of 1 to 63");
    assertThat(enrolment.list()).isEqualTo(before);
  }
}
