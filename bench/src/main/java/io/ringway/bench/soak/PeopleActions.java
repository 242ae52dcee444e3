package io.ringway.bench.soak;

import io.ringway.bench.soak.Ledger.PersonEntry;
import io.ringway.bench.soak.Ledger.TokenEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The actions of administrators on people, API tokens and enrolment tokens, and the use of these.
 */
final class PeopleActions {

  private static final int MOST = 6;
  private static final String USERS = "/api/v1/users";
  private static final String PASSWORD = "soak-password-1";

  private final SoakContext soak;
  private final ControlApi api;
  private final Ledger ledger;
  private int made;

  PeopleActions(SoakContext soak) {
    this.soak = soak;
    this.api = soak.api();
    this.ledger = soak.ledger();
  }

  List<Action> actions() {
    return List.of(
        new Action("person invited", 2, this::invite),
        new Action("person disabled or let in again", 2, this::disableOrEnable),
        new Action("person given another role", 1, this::role),
        new Action("person logged in and out", 2, this::login),
        new Action("wrong password given", 1, this::wrongPassword),
        new Action("person removed", 2, this::remove),
        new Action("API token made", 2, this::makeToken),
        new Action("API token revoked", 2, this::revokeToken),
        new Action("enrolment token made, used and revoked", 2, this::enrolAndRevoke));
  }

  private void invite() throws IOException, InterruptedException {
    if (ledger.people().size() >= MOST) {
      return;
    }
    String name = "person-" + ++made;
    JsonNode invited =
        api.send("POST", USERS, "{\"name\": \"%s\", \"role\": \"VIEWER\"}".formatted(name));
    ledger.people().put(name, new PersonEntry("VIEWER", "INVITED"));
    if (soak.random().nextInt(4) == 0) {
      return; // never comes
    }
    URI link = URI.create(invited.path("link").asString());
    PageSession browser = browser();
    browser.visit(link.getRawPath() + "?" + link.getRawQuery());
    String token = link.getQuery().substring("token=".length());
    browser.submit("/password", Map.of("token", token, "password", PASSWORD, "repeated", PASSWORD));
    ledger.people().put(name, new PersonEntry("VIEWER", "ACTIVE"));
    browser.visit("/");
  }

  private void disableOrEnable() throws IOException, InterruptedException {
    String name = person();
    if (name != null) {
      JsonNode before = change(name, "{\"disabled\": true}");
      if (!before.path("state").asString().equals("DISABLED")) {
        soak.findings().add("Person", name + " was disabled, and is " + before);
      }
      if (soak.random().nextBoolean()) {
        change(name, "{\"disabled\": false}");
      }
    }
  }

  private void role() throws IOException, InterruptedException {
    String name = person();
    if (name != null) {
      change(
          name, "{\"role\": \"%s\"}".formatted(soak.oneOf(List.of("VIEWER", "OPERATOR", "ADMIN"))));
    }
  }

  private JsonNode change(String name, String json) throws IOException, InterruptedException {
    JsonNode person = api.send("PATCH", USERS + "/" + name, json);
    ledger
        .people()
        .put(
            name, new PersonEntry(person.path("role").asString(), person.path("state").asString()));
    return person;
  }

  private void login() throws IOException, InterruptedException {
    String name = person();
    PersonEntry person = name == null ? null : ledger.people().get(name);
    if (name == null || person == null) {
      return;
    }
    PageSession browser = browser();
    boolean shall = person.state().equals("ACTIVE");
    if (browser.login(name, PASSWORD) != shall) {
      soak.findings().add("Login", "of " + name + ", who is " + person + ", went the other way");
    } else if (shall) {
      browser.visit("/");
      browser.visit("/account");
      if (soak.random().nextBoolean()) { // others let their session expire
        browser.submit("/logout", Map.of());
      }
    }
  }

  private void wrongPassword() throws IOException, InterruptedException {
    if (browser().login("nobody-" + soak.random().nextInt(1_000), "not-a-password")) {
      soak.findings().add("Login", "with an unknown name");
    }
  }

  private void remove() throws IOException, InterruptedException {
    String name = person();
    if (name != null) {
      api.send("DELETE", USERS + "/" + name, "");
      ledger.people().remove(name);
    }
  }

  private void makeToken() throws IOException, InterruptedException {
    if (ledger.tokens().values().stream().filter(token -> !token.revoked()).count() >= MOST) {
      return;
    }
    JsonNode created =
        api.send(
            "POST",
            "/api/v1/tokens",
            "{\"name\": \"token-%d\", \"role\": \"VIEWER\", \"expiresInDays\": 1}"
                .formatted(++made));
    String secret = created.path("secret").asString();
    ledger.tokens().put(created.at("/token/id").asString(), new TokenEntry(secret, false));
    expect(200, secret);
  }

  private void revokeToken() throws IOException, InterruptedException {
    List<Map.Entry<String, TokenEntry>> good =
        new TreeMap<>(ledger.tokens())
            .entrySet().stream()
                .filter(
                    token -> !token.getValue().revoked() && !token.getKey().equals(ledger.own()))
                .toList();
    if (!good.isEmpty()) {
      Map.Entry<String, TokenEntry> token = soak.oneOf(good);
      api.send("DELETE", "/api/v1/tokens/" + token.getKey(), "");
      ledger.tokens().put(token.getKey(), new TokenEntry("", true));
      expect(401, token.getValue().secret());
    }
  }

  private void expect(int status, String secret) throws IOException, InterruptedException {
    int answered = api.call("GET", "/api/v1/clusters?size=1", "", secret).status();
    if (answered != status) {
      soak.findings().add("API token", "answered " + answered + " instead of " + status);
    }
  }

  /** Enrols a balancer with a token, which disconnects without a message. */
  private void enrolAndRevoke() throws IOException, InterruptedException {
    JsonNode issued =
        api.send("POST", "/api/v1/balancers/tokens", "{\"name\": \"enrol-%d\"}".formatted(++made));
    String id = issued.path("id").asString();
    ledger.enrolments().put(id, false);
    connectAndLeave(issued.path("token").asString(), true);
    api.send("DELETE", "/api/v1/balancers/tokens/" + id, "");
    ledger.enrolments().put(id, true);
    connectAndLeave(issued.path("token").asString(), false);
  }

  private void connectAndLeave(String token, boolean welcome) {
    URI fleet =
        URI.create(
            "ws://127.0.0.1:" + soak.installation().controlAddress().getPort() + "/fleet/v1");
    boolean connected;
    try {
      WebSocket socket =
          soak.http()
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .buildAsync(fleet, new WebSocket.Listener() {})
              .join();
      connected = true;
      socket.abort();
    } catch (CompletionException refused) {
      connected = false;
    }
    if (connected != welcome) {
      soak.findings()
          .add("Enrolment", "connected: " + connected + " with a good token: " + welcome);
    }
  }

  private PageSession browser() {
    return new PageSession(soak.http(), soak.installation().controlAddress(), soak.findings());
  }

  private @Nullable String person() {
    List<String> others =
        ledger.people().keySet().stream()
            .filter(name -> !name.equals(FirstSteps.ADMINISTRATOR))
            .toList();
    return others.isEmpty() ? null : soak.oneOf(others);
  }
}
