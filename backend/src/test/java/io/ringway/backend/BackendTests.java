package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackendTests {

  private final HttpClient client = HttpClient.newHttpClient();
  private Backend backend;

  @BeforeEach
  void start() throws IOException {
    backend = new Backend(new Settings("a\"1", "127.0.0.1", 0));
  }

  @AfterEach
  void stop() {
    client.close();
    backend.close();
  }

  @Test
  void saysWhoItIs() throws Exception {
    HttpResponse<String> answer = send("GET", "/home");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"message\":\"Hello from Server: a\\\"1\",\"status\":\"successful\"}");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void theHeartbeatIsEmpty() throws Exception {
    HttpResponse<String> answer = send("GET", "/heartbeat");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void refusesOtherPathsAndMethodsInJson() throws Exception {
    assertThat(send("GET", "/home/x").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/").body()).contains("\"status\":\"failure\"");
    HttpResponse<String> post = send("POST", "/home");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void flagsWinOverTheEnvironment() {
    Map<String, String> environment = Map.of("SERVER_ID", "env", "PORT", "9001");
    assertThat(Settings.of(new String[] {"--id", "flag"}, environment))
        .isEqualTo(new Settings("flag", "127.0.0.1", 9001));
    assertThat(Settings.of(new String[0], Map.of()))
        .isEqualTo(new Settings("1", "127.0.0.1", 9000));
  }

  @Test
  void namesTheWrongOption() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(new String[] {"--port", "99999"}, Map.of()))
        .withMessage("The port is '99999': give a whole number from 0 to 65535.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(new String[] {"--prot", "1"}, Map.of()))
        .withMessageContaining("--prot");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(new String[] {"--port"}, Map.of()))
        .withMessageContaining("needs a value");
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + backend.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofString("")).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
