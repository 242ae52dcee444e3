package io.ringway.bench.soak;

import java.net.http.HttpClient;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The tools of the script's steps.
 *
 * @param serverPorts ports on 127.0.0.1 of the servers that are added by hand
 * @param namedPort port of the servers that have names; 0: there are none
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

  /** Returns one of the choices, each equally likely. */
  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  String serverAddress(int index) {
    return "127.0.0.1:" + serverPorts.get(index);
  }
}
