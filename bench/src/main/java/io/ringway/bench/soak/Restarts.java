package io.ringway.bench.soak;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The restarts: each part in turn is stopped or killed, and started again. */
final class Restarts {

  private static final int WRITES_BEFORE_THE_KILL = 5;

  private final SoakContext soak;
  private final LedgerCheck check;
  private final ErrorCounts errors;
  private final List<Action> turns;
  private int turn;
  private int made;

  Restarts(SoakContext soak, LedgerCheck check, ErrorCounts errors) {
    this.soak = soak;
    this.check = check;
    this.errors = errors;
    this.turns =
        List.of(
            new Action("balancer 1 stopped and started", 1, () -> stopBalancer(0)),
            ofControlPlane(),
            new Action("balancer 2 killed and started", 1, () -> killBalancer(1)),
            new Action("site stopped and started", 1, this::stopSite),
            new Action("control plane stopped and started", 1, this::stopControl),
            new Action("balancer 1 killed and started", 1, () -> killBalancer(0)),
            new Action("balancer 2 stopped and started", 1, () -> stopBalancer(1)));
  }

  /** Returns the number of restarts in which each part is stopped and killed once. */
  int turns() {
    return turns.size();
  }

  Action next() {
    return turns.get(turn++ % turns.size());
  }

  /** Returns the hardest restart: the control plane is killed in the middle of writes. */
  Action ofControlPlane() {
    return new Action("control plane killed and started", 1, this::killControl);
  }

  private void stopBalancer(int index) throws Exception {
    SystemPart systemPart = soak.installation().balancer(index);
    errors.read(systemPart);
    soak.disturbances()
        .during(
            systemPart.name(),
            () -> {
              expectGood(systemPart, systemPart.stop());
              soak.installation().startBalancer(index);
            });
    check.balancers("after the " + systemPart.name() + " was stopped");
  }

  private void killBalancer(int index) throws Exception {
    SystemPart systemPart = soak.installation().balancer(index);
    errors.read(systemPart);
    soak.disturbances()
        .during(
            systemPart.name(),
            () -> {
              systemPart.kill();
              soak.installation().startBalancer(index);
            });
    check.balancers("after the " + systemPart.name() + " was killed");
  }

  private void stopControl() throws IOException, InterruptedException {
    SystemPart systemPart = soak.installation().control();
    errors.read(systemPart);
    expectGood(systemPart, systemPart.stop());
    soak.installation().startControl();
    check.check("after the control plane was stopped");
  }

  /**
   * Kills the control plane in the middle of writes: what was acknowledged must exist, what was
   * under way may.
   */
  private void killControl() throws IOException, InterruptedException {
    SystemPart systemPart = soak.installation().control();
    errors.read(systemPart);
    Thread writer = Thread.ofVirtual().start(this::write);
    TimeUnit.MILLISECONDS.sleep(soak.random().nextInt(100, 600));
    systemPart.kill();
    writer.join();
    soak.installation().startControl();
    check.check("after the control plane was killed");
    settleUnsure();
  }

  /** Creates clusters until a response does not arrive. */
  private void write() {
    for (int i = 0; i < WRITES_BEFORE_THE_KILL; i++) {
      String name = "made-under-fire-" + ++made;
      soak.ledger().unsure().add(name);
      try {
        ControlApi.Response response =
            soak.api()
                .call(
                    "POST",
                    "/api/v1/clusters",
                    "{\"name\": \"%s\", \"listen\": {\"hosts\": [\"%s.soak.example\"]}}"
                        .formatted(name, name));
        if (response.ok()) {
          soak.ledger().clusters().put(name, new Ledger.ClusterEntry(5_000, 0, Map.of()));
        }
      } catch (IOException | InterruptedException killed) {
        return;
      }
    }
  }

  private void settleUnsure() throws IOException, InterruptedException {
    for (String name : List.copyOf(soak.ledger().unsure())) {
      soak.api().call("DELETE", "/api/v1/clusters/" + name + "?force=true", "");
      soak.ledger().clusters().remove(name);
      soak.ledger().unsure().remove(name);
    }
  }

  private void stopSite() throws IOException, InterruptedException {
    SystemPart systemPart = soak.installation().site();
    systemPart.stop();
    soak.installation().startSite();
  }

  private void expectGood(SystemPart systemPart, int status) {
    // 143: ended by SIGTERM, which is how a JVM with a shutdown hook ends.
    if (status != 0 && status != 143) {
      soak.findings().add("Stop", "the " + systemPart.name() + " ended with status " + status);
    }
  }
}
