package io.ringway.bench.soak;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The changes of the DNS names of servers: they move, disappear, come back, and stop resolving. The
 * servers run all the while, so no request may fail.
 */
final class NameActions {

  static final String MOVING = "moving.soak.example";
  static final String STILL = "still.soak.example";

  /** The addresses between which the moving name moves. */
  static final List<String> PLACES = List.of("127.0.0.11", "127.0.0.12");

  static final String STILL_PLACE = "127.0.0.13";

  private static final int GONE_SECONDS = 4;
  private static final int MOVED_SECONDS = 20;
  private static final int QUIET_MILLIS = 2_000;

  private final SoakContext soak;
  private final RecordingServers servers;
  private final NameServer names;
  private final int port;
  private int place;

  /**
   * Creates the actions.
   *
   * @param port on which the servers listen, each at its own address
   */
  NameActions(SoakContext soak, RecordingServers servers, NameServer names, int port) {
    this.soak = soak;
    this.servers = servers;
    this.names = names;
    this.port = port;
  }

  List<Action> actions() {
    return List.of(
        new Action("name moved", 2, this::move),
        new Action("name vanished for a while", 1, this::vanish),
        new Action("DNS server silent for a while", 1, this::fallSilent));
  }

  /**
   * Moves a name. After the time to live and a little more, the old address gets no request from
   * any balancer.
   */
  private void move() throws InterruptedException {
    String before = PLACES.get(place) + ":" + port;
    place = 1 - place;
    names.put(MOVING, PLACES.get(place));
    String now = PLACES.get(place) + ":" + port;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOVED_SECONDS);
    while (System.nanoTime() < end) {
      long old = servers.requests(before);
      long fresh = servers.requests(now);
      TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
      if (servers.requests(before) == old && servers.requests(now) > fresh) {
        return;
      }
    }
    soak.findings().add("Name", "requests still go to the address of before after 20 s");
  }

  private void vanish() throws InterruptedException {
    names.remove(MOVING);
    TimeUnit.SECONDS.sleep(GONE_SECONDS);
    names.put(MOVING, PLACES.get(place));
  }

  private void fallSilent() throws InterruptedException {
    names.silence(true);
    TimeUnit.SECONDS.sleep(GONE_SECONDS);
    names.silence(false);
  }
}
