package io.ringway.bench.soak;

import java.net.http.HttpClient;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The tools of the script's steps.
 *
 * @param serverPorts where the servers that are added by hand listen, on 127.0.0.1
 * @param namedPort where the servers that have names listen; 0: there are none
 */
record SoakContext(
    Installation installation,
    HttpClient http,
    ControlApi api,
    Ledger ledger,
    Findings findings,
    Disturbances disturbances,
    RandomGenerator random,
    List<Integer> serverPorts,
    int namedPort) {

  /** One of these, each equally likely. */
  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  String serverAddress(int index) {
    return "127.0.0.1:" + serverPorts.get(index);
  }
}
