package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Plays one case against the real listener and checks what both sides got. */
final class Battery {

  private static final String RESET = "<reset>";

  /** Lines that the balancer adds to each message; cases that are about them look with "has". */
  private static final Pattern OWN =
      Pattern.compile(
          "(?i)(?<=\r\n"
              + ")(date|ringway-server|via|x-request-id|forwarded|x-forwarded-[a-z]+):[^\r"
              + "]*\r\n");

  private final Rig rig;
  private final Case played;

  private Battery(Rig rig, Case played) {
    this.rig = rig;
    this.played = played;
  }

  static void play(Rig rig, Case played) throws IOException {
    new Battery(rig, played).play();
  }

  private void play() throws IOException {
    try (RecordingServer server = new RecordingServer(played.answers())) {
      rig.route(server.port());
      String got = talk(server);
      sentinel();
      check(got, server);
    }
  }

  private List<String> texts(String verb) {
    return played.expected().stream()
        .filter(expectation -> expectation.verb().equals(verb))
        .map(Case.Expectation::text)
        .toList();
  }

  private boolean keeps() {
    return texts("client").getLast().endsWith(" keep");
  }

  private String talk(RecordingServer server) throws IOException {
    StringBuilder got = new StringBuilder();
    try (Socket client = rig.connect()) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      for (Case.Step step : played.client()) {
        switch (step.verb()) {
          case "send" -> send(client, step.text());
          case "await" -> {
            while (got.indexOf(step.text()) < 0) {
              int b = in.read();
              assertThat(b).as("waiting for %s after %s", step.text(), got).isNotNegative();
              got.append((char) b);
            }
          }
          case "until-sees" -> until(() -> seen(server).contains(step.text()));
          case "half-close" -> client.shutdownOutput();
          default -> throw new IllegalArgumentException(step.verb());
        }
      }
      if (keeps()) {
        FakeServer.write(client.getOutputStream(), request());
      }
      got.append(rest(in));
    }
    return got.toString();
  }

  /** A refusal may come while the client still speaks: that the rest is not taken is no failure. */
  private static void send(Socket client, String text) throws IOException {
    try {
      FakeServer.write(client.getOutputStream(), text);
    } catch (SocketException refused) {
      assertThat(refused).hasMessageMatching("(?i).*(broken pipe|reset).*");
    }
  }

  private static String rest(InputStream in) throws IOException {
    StringBuilder rest = new StringBuilder();
    try {
      byte[] block = new byte[8192];
      for (int n = in.read(block); n > 0; n = in.read(block)) {
        rest.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException reset) {
      rest.append(RESET);
    }
    return rest.toString();
  }

  private static String request() {
    return "GET "
        + RecordingServer.SENTINEL
        + " HTTP/1.1\r\nHost: sentinel\r\nConnection: close\r\n\r\n";
  }

  /** Waits until the server has received everything that the balancer sent it before. */
  private void sentinel() throws IOException {
    assertThat(rig.exchange(request())).endsWith("\r\n\r\nsentinel");
  }

  private static void until(java.util.concurrent.Callable<Boolean> condition) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(5))
        .until(condition);
  }

  private static String seen(RecordingServer server) {
    return server.requests.stream().map(RecordingServer.Seen::text).collect(Collectors.joining());
  }

  private void check(String all, RecordingServer server) {
    String got = all;
    if (keeps()) {
      int at = all.lastIndexOf("HTTP/1.1 200 OK\r\n");
      assertThat(all).as("the next request on the connection").endsWith("\r\n\r\nsentinel");
      got = all.substring(0, at);
    }
    boolean reset = got.endsWith(RESET);
    String bytes = reset ? got.substring(0, got.length() - RESET.length()) : got;
    List<String> lines = texts("client");
    List<WireAnswers.Answer> answers =
        WireAnswers.read(bytes, lines.stream().map(line -> line.contains(" no-body")).toList());
    assertThat(answers.stream().map(WireAnswers.Answer::status).toList())
        .as("statuses in %s", got)
        .isEqualTo(
            lines.stream()
                .filter(line -> !line.startsWith("nothing"))
                .map(line -> Integer.parseInt(line.substring(0, 3)))
                .toList());
    for (int i = 0; i < answers.size(); i++) {
      answer(lines.get(i), answers.get(i), i + 1 < answers.size() || keeps(), reset);
    }
    if (!answers.isEmpty()) {
      texts("body").forEach(body -> assertThat(answers.getLast().body()).isEqualTo(body));
      texts("trailers")
          .forEach(trailers -> assertThat(answers.getLast().trailers()).isEqualTo(trailers));
    }
    String client = bytes;
    texts("has").forEach(text -> assertThat(client).contains(text));
    texts("lacks").forEach(text -> assertThat(client).doesNotContainIgnoringCase(text));
    server(server);
  }

  private static void answer(
      String line, WireAnswers.Answer answer, boolean goesOn, boolean reset) {
    String[] words = line.split(" ", -1);
    boolean broken = line.endsWith(" broken");
    assertThat(answer.whole()).as("whole: %s", answer.wire()).isEqualTo(!broken);
    if (answer.status() >= 200) {
      assertThat(answer.value("date")).as("Date in %s", answer.head()).isNotEmpty();
    }
    if (line.endsWith(" close")) {
      assertThat(answer.value("connection")).isEqualToIgnoringCase("close");
    } else if (goesOn && answer.status() >= 200) {
      assertThat(answer.value("connection")).isIn("", "keep-alive", "Upgrade");
    }
    if (!broken) {
      assertThat(reset).as("reset").isFalse();
    }
    if (answer.status() >= 400
        && words.length > 1
        && words[1].contains("-")
        && !words[1].equals("no-body")) {
      assertThat(answer.value("ringway-reason")).isEqualTo(words[1]);
    }
  }

  private void server(RecordingServer server) {
    for (String state : texts("server")) {
      switch (state) {
        case "nothing" -> assertThat(seen(server)).isEmpty();
        case "cut" -> {
          until(() -> server.requests.stream().allMatch(RecordingServer.Seen::over));
          assertThat(server.requests).as(seen(server)).noneMatch(RecordingServer.Seen::whole);
        }
        default -> {
          int count = Integer.parseInt(state);
          until(() ->
              server.requests.size() >= count
                  && server.requests.stream().allMatch(RecordingServer.Seen::over));
          assertThat(server.requests).as(seen(server)).hasSize(count);
          assertThat(server.requests).allMatch(RecordingServer.Seen::whole);
        }
      }
    }
    for (String exact : texts("sees")) {
      until(() -> server.requests.stream().allMatch(RecordingServer.Seen::over));
      assertThat(OWN.matcher(seen(server)).replaceAll("")).isEqualTo(exact);
    }
    texts("sees-has").forEach(text -> assertThat(seen(server)).contains(text));
    texts("sees-lacks").forEach(text -> assertThat(seen(server)).doesNotContainIgnoringCase(text));
  }
}
