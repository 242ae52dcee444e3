package io.ringway.control.settings;

import java.util.List;

/** The settings of a cluster that the form offers, each with its unit, its range and its effect. */
final class SettingsList {

  private SettingsList() {}

  /** The kind of input. */
  enum Kind {
    WHOLE,
    DECIMAL,
    TEXT,
    /** Text that may be empty. */
    OPTIONAL,
    LINES,
    RULES,
    CHOICE,
    FLAG
  }

  /**
   * A setting.
   *
   * @param path path in the JSON of REST
   * @param unit unit beside the label, or empty
   * @param hint its range and its effect
   * @param offAtZero true when 0 switches it off
   */
  record Setting(
      String path,
      Kind kind,
      String label,
      String unit,
      String hint,
      List<String> options,
      boolean offAtZero) {

    Setting(String path, Kind kind, String label, String unit, String hint, List<String> options) {
      this(path, kind, label, unit, hint, options, false);
    }

    Setting(String path, Kind kind, String label, String unit, String hint) {
      this(path, kind, label, unit, hint, List.of(), false);
    }

    /** Returns the same setting, which 0 switches off. */
    Setting switchedOffByZero() {
      return new Setting(path, kind, label, unit, hint, options, true);
    }
  }

  /** Settings that belong together. */
  record Group(String id, String title, String text, List<Setting> settings) {}

  static final List<Group> GROUPS =
      List.of(
          new Group(
              "keys",
              "Keys",
              "What is hashed. The first rule that finds a value in a request decides.",
              List.of(
                  new Setting(
                      "keyRules",
                      Kind.RULES,
                      "Key rules",
                      "one a line",
                      KeyRuleText.SOURCES + ". Changing the rules gives requests other keys."),
                  new Setting(
                      "keyFallback",
                      Kind.CHOICE,
                      "Without a key",
                      "",
                      "The server for requests in which no rule finds a value.",
                      List.of("RANDOM", "CLIENT_ADDRESS")))),
          new Group(
              "steering",
              "Load and joining",
              "How load and joining servers change the placement.",
              List.of(
                  new Setting(
                          "steering.boundedLoad",
                          Kind.DECIMAL,
                          "Load bound",
                          "× fair load",
                          "1 to 100, such as 1.25; 0 is off. A server above it passes requests on to"
                              + " their next candidates.")
                      .switchedOffByZero(),
                  new Setting(
                          "steering.rampMillis",
                          Kind.WHOLE,
                          "Slow start",
                          "ms",
                          "0 to 3,600,000; 0 is off. How long a joining server takes to get all of its"
                              + " keys.")
                      .switchedOffByZero(),
                  new Setting(
                      "steering.showKeys",
                      Kind.FLAG,
                      "Show keys",
                      "",
                      "Shows hot keys and pins as text, otherwise only their fingerprint."))),
          new Group(
              "health",
              "Health checks",
              "Each balancer checks each server.",
              List.of(
                  new Setting(
                      "health.path",
                      Kind.TEXT,
                      "Path",
                      "",
                      "Starts with a slash, with a query if there is one."),
                  new Setting(
                      "health.method",
                      Kind.CHOICE,
                      "Method",
                      "",
                      "HEAD and OPTIONS avoid a response body.",
                      List.of("GET", "HEAD", "OPTIONS")),
                  new Setting(
                      "health.host",
                      Kind.OPTIONAL,
                      "Host",
                      "",
                      "The Host of the check, and with TLS the name in the server's certificate;"
                          + " empty is the server's own."),
                  new Setting(
                      "health.port",
                      Kind.WHOLE,
                      "Check port",
                      "",
                      "1 to 65,535, or 0 for the port of each server."),
                  new Setting(
                      "health.statuses",
                      Kind.TEXT,
                      "Good statuses",
                      "",
                      "Codes and ranges from 200 to 599, such as 200-299,301,401; any other is a"
                          + " failure."),
                  new Setting(
                      "health.intervalMillis",
                      Kind.WHOLE,
                      "Interval",
                      "ms",
                      "100 to 3,600,000, between two checks of a server."),
                  new Setting(
                      "health.timeoutMillis",
                      Kind.WHOLE,
                      "Timeout",
                      "ms",
                      "50 to 60,000; a slower response is a failure."),
                  new Setting(
                      "health.fall",
                      Kind.WHOLE,
                      "Fall",
                      "failures",
                      "1 to 10 in a row take it out."),
                  new Setting(
                      "health.rise",
                      Kind.WHOLE,
                      "Rise",
                      "successes",
                      "1 to 10 in a row bring it back."),
                  new Setting(
                          "health.ejectAfter",
                          Kind.WHOLE,
                          "Eject after",
                          "failed requests",
                          "1 to 1,000 in a row, whatever its checks say; 0 is off.")
                      .switchedOffByZero(),
                  new Setting(
                      "health.ejectMillis",
                      Kind.WHOLE,
                      "Ejected for",
                      "ms",
                      "100 to 3,600,000 the first time; each that follows soon lasts twice as long,"
                          + " up to 32 times."),
                  new Setting(
                      "health.maxEjectedPercent",
                      Kind.WHOLE,
                      "Most ejected",
                      "% of servers",
                      "0 to 100, at the same time."),
                  new Setting(
                          "health.panicPercent",
                          Kind.WHOLE,
                          "Panic below",
                          "% of servers",
                          "0 to 100; 0 is off. When fewer are up, health is ignored.")
                      .switchedOffByZero())),
          new Group(
              "failures",
              "Retries and timeouts",
              "What happens when a server fails before the first byte of its response.",
              List.of(
                  new Setting(
                      "retry.attempts",
                      Kind.WHOLE,
                      "Attempts",
                      "servers",
                      "1 to 10, for one request in all."),
                  new Setting(
                      "retry.budgetPercent",
                      Kind.WHOLE,
                      "Retry budget",
                      "% of traffic",
                      "0 to 100, of the requests in flight; three are always allowed."),
                  new Setting(
                      "timeouts.connectMillis",
                      Kind.WHOLE,
                      "Connect",
                      "ms",
                      "10 to 3,600,000, for a connection to a server."),
                  new Setting(
                      "timeouts.responseMillis",
                      Kind.WHOLE,
                      "Response",
                      "ms",
                      "10 to 3,600,000, until the header section of the response."),
                  new Setting(
                      "timeouts.idleMillis",
                      Kind.WHOLE,
                      "Idle",
                      "ms",
                      "10 to 3,600,000, between two reads of a body."),
                  new Setting(
                          "timeouts.totalMillis",
                          Kind.WHOLE,
                          "Whole request",
                          "ms",
                          "10 to 3,600,000, over all attempts until the end of the response; 0 is off.")
                      .switchedOffByZero(),
                  new Setting(
                      "drainMillis",
                      Kind.WHOLE,
                      "Drain",
                      "ms",
                      "0 to 3,600,000; how long requests of a leaving server may still run."))),
          new Group(
              "servers",
              "TLS to servers",
              "Each balancer trusts the authorities in --server-ca, or else those of its Java.",
              List.of(
                  new Setting(
                      "serverTls.enabled",
                      Kind.FLAG,
                      "Use TLS to servers",
                      "",
                      "Requests and health checks; a server with an invalid certificate gets"
                          + " neither."),
                  new Setting(
                      "serverTls.name",
                      Kind.OPTIONAL,
                      "Certificate name",
                      "",
                      "The name that their certificates must have; empty is the host of each"
                          + " server."))),
          new Group(
              "relay",
              "Connections to servers",
              "What balancers send besides plain requests.",
              List.of(
                  new Setting(
                      "relay.proxyProtocol",
                      Kind.CHOICE,
                      "PROXY protocol",
                      "",
                      "A header that names the client at the start of each connection; clients"
                          + " then share none. Every server has to support it.",
                      List.of("OFF", "V1", "V2")),
                  new Setting(
                      "relay.webSockets",
                      Kind.FLAG,
                      "WebSockets",
                      "",
                      "Requests can upgrade to a WebSocket; otherwise they are treated as"
                          + " plain requests."),
                  new Setting(
                      "relay.abortOnHalfClose",
                      Kind.FLAG,
                      "Half-close aborts",
                      "",
                      "A client that closes its half of the connection after a request counts as"
                          + " gone, and the request is aborted. Otherwise it still gets its"
                          + " response."))),
          new Group(
              "replicas",
              "Replicas",
              "Servers that Ringway runs. Servers that were added by hand are not affected.",
              List.of(
                  new Setting(
                      "replicaPolicy.startMillis",
                      Kind.WHOLE,
                      "Start timeout",
                      "ms",
                      "1,000 to 3,600,000, from the start to the first good health check; then the"
                          + " replica is stopped and started again."),
                  new Setting(
                          "replicaPolicy.unhealthyMillis",
                          Kind.WHOLE,
                          "Unhealthy for",
                          "ms",
                          "0 to 3,600,000; 0 is off. A replica that has been unhealthy for this long"
                              + " is replaced.")
                      .switchedOffByZero())),
          new Group(
              "requests",
              "Which requests",
              "The requests that this cluster gets.",
              List.of(
                  new Setting(
                      "listen.port",
                      Kind.WHOLE,
                      "Port",
                      "",
                      "1 to 65,535, or 0 for the balancers' main port."),
                  new Setting(
                      "listen.tls",
                      Kind.FLAG,
                      "TLS on that port",
                      "",
                      "For a port of its own, with the certificates of each balancer"
                          + " (--tls-certificates); clusters that share the port have it as"
                          + " well."),
                  new Setting(
                      "listen.pathPrefix", Kind.TEXT, "Path prefix", "", "/ matches every path."),
                  new Setting(
                      "listen.hosts",
                      Kind.LINES,
                      "Hosts",
                      "one a line",
                      "Empty matches every host."),
                  new Setting(
                      "corsOrigins",
                      Kind.LINES,
                      "Web origins (CORS)",
                      "one a line",
                      "Origins whose scripts can call it: https://app.example, http://localhost:* or *."))));
}
