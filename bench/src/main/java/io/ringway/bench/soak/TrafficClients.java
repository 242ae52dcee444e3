package io.ringway.bench.soak;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Light, continuous traffic through all balancers over persistent connections. Every failure is
 * counted by its cause, and is a finding unless the test itself had just taken away what the
 * request needed.
 */
final class TrafficClients implements AutoCloseable {

  static final String REPLICAS = "replicas";

  private static final int CONNECTIONS = 8;
  private static final int KEYS = 1_000;
  private static final long PAUSED_NANOS = 50_000_000;

  private final Installation installation;
  private final Deliveries deliveries;
  private final Disturbances disturbances;
  private final Findings findings;
  private final long intervalNanos;
  private final boolean named;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final LongAdder requests = new LongAdder();
  private final Map<String, LongAdder> tolerated = new ConcurrentHashMap<>();
  private volatile boolean paused;
  private final Map<Integer, Boolean> idle = new ConcurrentHashMap<>();

  TrafficClients(
      Installation installation,
      Deliveries deliveries,
      Disturbances disturbances,
      Findings findings,
      int perSecond,
      boolean named) {
    this.installation = installation;
    this.deliveries = deliveries;
    this.disturbances = disturbances;
    this.findings = findings;
    this.named = named;
    this.intervalNanos = 1_000_000_000L * CONNECTIONS / perSecond;
  }

  /** Starts the clients; each has its own random numbers, split off from these. */
  void start(RandomGenerator.SplittableGenerator random) {
    for (int i = 0; i < CONNECTIONS; i++) {
      Client client = new Client(i, random.split());
      threads.add(Thread.ofVirtual().start(client));
    }
  }

  /** Closes all connections and sends nothing until {@link #resume}. */
  void pause() throws InterruptedException {
    paused = true;
    while (idle.values().stream().filter(is -> is).count() < threads.size()) {
      Thread.sleep(20);
    }
  }

  void resume() {
    paused = false;
  }

  long requests() {
    return requests.sum();
  }

  /** Returns failures that the test itself caused, by cause. */
  Map<String, Long> tolerated() {
    Map<String, Long> all = new TreeMap<>();
    tolerated.forEach((cause, count) -> all.put(cause, count.sum()));
    return all;
  }

  private final class Client implements Runnable {
    private final int number;
    private final int balancer;
    private final RandomGenerator random;
    private HttpConnection connection = new HttpConnection();
    private boolean open;

    Client(int number, RandomGenerator random) {
      this.number = number;
      this.balancer = number % installation.balancers();
      this.random = random;
    }

    @Override
    public void run() {
      long due = System.nanoTime() + random.nextLong(intervalNanos);
      while (!ended.get()) {
        // No request is sent to a balancer that the test has taken away.
        if (paused || !installation.balancer(balancer).isUp()) {
          hangUp();
          idle.put(number, paused);
          LockSupport.parkNanos(PAUSED_NANOS);
          due = System.nanoTime();
        } else {
          idle.put(number, false);
          LockSupport.parkNanos(due - System.nanoTime());
          due = Math.max(due + intervalNanos, System.nanoTime() - intervalNanos);
          ask();
        }
      }
      hangUp();
    }

    private void ask() {
      int kind = random.nextInt(20);
      String key = "user-" + random.nextInt(KEYS);
      long sent = System.nanoTime();
      try {
        if (!open || connection.endedByPeer()) {
          connect();
        }
        requests.increment();
        sent = System.nanoTime();
        if (kind < 5) {
          post(key);
        } else if (kind < 8) {
          replica(key);
        } else if (kind < 10 && named) {
          get("/named/1", key);
        } else {
          get("/orders/1", key);
        }
      } catch (ConnectException e) {
        failed("connection refused", sent, false);
      } catch (SocketTimeoutException e) {
        failed("no response in time", sent, false);
      } catch (EOFException | SocketException e) {
        String moment =
            connection.responseBegan()
                ? "connection ended within the response"
                : "connection ended before the response";
        failed(moment, sent, false);
      } catch (IOException e) {
        failed("not HTTP: " + e.getMessage(), sent, false);
      }
    }

    private void connect() throws IOException {
      hangUp();
      connection = new HttpConnection();
      connection.connect(Ports.LOOPBACK.get(balancer), installation.mainPort());
      open = true;
    }

    private void post(String key) throws IOException {
      int id = deliveries.next();
      String body = Integer.toString(id);
      long sent = System.nanoTime();
      HttpConnection.Response response =
          connection.exchange(
              "POST /orders HTTP/1.1\r\nHost: soak\r\nX-Key: %s\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(key, body.length(), body));
      check(response, body, sent, false);
      if (response.status() == 200) {
        deliveries.acknowledged(id);
      }
    }

    private void get(String path, String key) throws IOException {
      long sent = System.nanoTime();
      HttpConnection.Response response =
          connection.exchange(
              "GET %s HTTP/1.1\r\nHost: soak\r\nX-Key: %s\r\n\r\n".formatted(path, key));
      check(response, " " + key, sent, false);
    }

    private void replica(String key) throws IOException {
      long sent = System.nanoTime();
      HttpConnection.Response response =
          connection.exchange(
              "GET /home HTTP/1.1\r\nHost: soak\r\nX-Key: %s\r\n\r\n".formatted(key));
      check(response, "\"}", sent, true);
    }

    private void check(HttpConnection.Response response, String end, long sent, boolean replicas) {
      if (response.header("ringway-reason").equals("no-configuration")) {
        // Its snapshot is on disk, so it must serve with it after a restart.
        findings.add("Without configuration", installation.balancer(balancer).name());
      } else if (response.status() != 200) {
        failed(
            "status %d %s".formatted(response.status(), response.header("ringway-reason")),
            sent,
            replicas);
      } else if (!response.body().endsWith(end)) {
        findings.add("Wrong response", response.body() + " instead of …" + end);
      }
      if (response.header("connection").equalsIgnoreCase("close")) {
        hangUp();
      }
    }

    private void failed(String cause, long sent, boolean replicas) {
      long now = System.nanoTime();
      String name = installation.balancer(balancer).name();
      boolean explained =
          disturbances.explain(name, sent, now)
              || (replicas && disturbances.explain(REPLICAS, sent, now));
      if (explained) {
        tolerated.computeIfAbsent(cause, _ -> new LongAdder()).increment();
      } else {
        findings.add("Traffic through " + name, cause + (replicas ? " (replicas)" : ""));
      }
      hangUp();
    }

    private void hangUp() {
      open = false;
      try {
        connection.close();
      } catch (IOException e) {
        findings.add("A socket could not be closed", e.toString());
      }
    }
  }

  /** Stops sending and waits for requests under way. */
  void end() throws InterruptedException {
    ended.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    ended.set(true);
  }
}
