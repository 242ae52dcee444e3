package io.ringway.bench.soak;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The steps of the first user: the one-time link, an API token, tokens for the balancers. */
final class FirstSteps {

  static final String ADMINISTRATOR = "admin";
  static final String PASSWORD = "soak-administrator-1";

  private final Installation installation;
  private final ControlApi api;
  private final Ledger ledger;

  FirstSteps(Installation installation, ControlApi api, Ledger ledger) {
    this.installation = installation;
    this.api = api;
    this.ledger = ledger;
  }

  /** Takes the steps in the browser, on a fresh installation. */
  void take(PageSession browser) throws IOException, InterruptedException {
    URI link = URI.create(Files.readString(installation.data().resolve("setup-url")).strip());
    browser.visit(link.getRawPath() + "?" + link.getRawQuery());
    int status =
        browser
            .submit(
                "/setup",
                Map.of(
                    "token", link.getQuery().substring("token=".length()),
                    "name", ADMINISTRATOR,
                    "password", PASSWORD,
                    "repeated", PASSWORD))
            .statusCode();
    if (status != 302) {
      throw new SoakException("The one-time link did not create the administrator: " + status);
    }
    ledger.people().put(ADMINISTRATOR, new Ledger.PersonEntry("ADMIN", "ACTIVE"));
    browser.visit("/access");
    JsonNode created =
        JsonMapper.shared()
            .readTree(
                browser
                    .post("/api/v1/tokens", "{\"name\": \"soak test\", \"role\": \"ADMIN\"}")
                    .body());
    String secret = created.path("secret").asString();
    if (secret.isEmpty()) {
      throw new SoakException("The page could not make an API token: " + created);
    }
    ledger.own(created.at("/token/id").asString(), secret);
    api.useToken(secret);
    for (int i = 0; i < installation.balancers(); i++) {
      JsonNode token =
          api.send(
              "POST",
              "/api/v1/balancers/tokens",
              "{\"name\": \"%s\"}".formatted(installation.balancer(i).name()));
      Files.writeString(installation.tokenFile(i), token.path("token").asString());
      ledger.enrolments().put(token.path("id").asString(), false);
    }
  }
}
