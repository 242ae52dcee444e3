package io.ringway.control.fleet;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.SnapshotPublished;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Message;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

/** The registry of the connected balancers. */
@Component
public final class Fleet {

  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

  /** Two missed pings, and some slack. */
  private static final long TIMEOUT_MILLIS = 35_000;

  private static final int HELLO_TIMEOUT_MILLIS = 10_000;
  private static final int PING_EVERY_TICKS = 15;

  private final Snapshots snapshots;
  private final BalancerRepository repository;
  private final EnrolmentTokens tokens;
  private final AdminPorts adminPorts;
  private final ApplicationEventPublisher events;

  private final Set<BalancerConnection> open = ConcurrentHashMap.newKeySet();
  private final Map<String, BalancerConnection> balancers = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable EncodedSnapshot> newest = new AtomicReference<>();
  private final InstantSource clock;
  private int ticks;

  Fleet(
      Snapshots snapshots,
      BalancerRepository register,
      EnrolmentTokens tokens,
      AdminPorts adminPorts,
      ApplicationEventPublisher events,
      InstantSource clock) {
    this.snapshots = snapshots;
    this.repository = register;
    this.tokens = tokens;
    this.adminPorts = adminPorts;
    this.events = events;
    this.clock = clock;
  }

  /** Returns all known balancers, connected or not, by name. */
  public List<BalancerStatus> balancers() {
    ConfigSnapshot current = snapshots.current().config();
    String digest = snapshots.current().digest();
    List<BalancerStatus> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    balancers.forEach((id, balancerConnection) -> {
      Message.Hello hello = balancerConnection.hello();
      if (hello != null) {
        seen.add(id);
        all.add(status(hello, balancerConnection, current, digest));
      }
    });
    repository.all().stream().filter(known -> !seen.contains(known.id())).forEach(all::add);
    all.sort(Comparator.comparing(BalancerStatus::name).thenComparing(BalancerStatus::id));
    return List.copyOf(all);
  }

  /** Returns all known balancers as rows, the most urgent ones first. */
  public List<BalancerLine> lines() {
    PublishedSnapshot current = snapshots.current();
    return balancers().stream()
        .map(one -> BalancerView.of(one, current.config(), current.digest(), clock.instant()))
        .sorted(Comparator.comparing(view -> view.ring().severity()))
        .map(BalancerLine::new)
        .toList();
  }

  /** Counts the balancers by their state. */
  public FleetSummary summary() {
    List<BalancerStatus> all = balancers();
    return new FleetSummary(
        all.size(),
        (int) all.stream().filter(BalancerStatus::connected).count(),
        (int) all.stream().filter(BalancerStatus::agrees).count(),
        (int) all.stream().filter(one -> !one.rejectedReasons().isEmpty()).count(),
        (int) all.stream().filter(BalancerStatus::hasObstacles).count(),
        (int) all.stream().filter(one -> one.hasObstacles() && one.traffic().closesPort()).count(),
        snapshots.current().config().revision());
  }

  /**
   * Sends a query to all balancers that are connected to this control plane, in parallel. Waits
   * until each has answered or has timed out: call it on a virtual thread.
   *
   * @return one reply of each balancer, by name
   */
  public List<BalancerExplanation> query(ExplainQuery explainQuery) {
    record Asked(Message.Hello hello, String address, CompletableFuture<QueryResult> reply) {}
    List<Asked> asked = new ArrayList<>();
    for (BalancerConnection balancerConnection : balancers.values()) {
      Message.Hello hello = balancerConnection.hello();
      if (hello != null) {
        asked.add(
            new Asked(
                hello,
                balancerConnection.address() + ":" + hello.port(),
                balancerConnection.pendingQueries().send(explainQuery)));
      }
    }
    return asked.stream()
        .sorted(
            Comparator.comparing((Asked one) -> one.hello().name()).thenComparing(Asked::address))
        .map(one ->
            new BalancerExplanation(
                one.hello().balancerId(), one.hello().name(), one.address(), one.reply().join()))
        .toList();
  }

  /** The result of the removal of a balancer from the list. */
  public enum RemovalResult {
    /** It was removed. */
    DONE,
    /** It is connected, so it would be back at once. */
    CONNECTED,
    /** There is none with this id. */
    UNKNOWN
  }

  /** Removes a disconnected balancer from the list. */
  public RemovalResult remove(String balancerId) {
    if (balancers.containsKey(balancerId)) {
      return RemovalResult.CONNECTED;
    }
    adminPorts.remove(balancerId);
    return repository.remove(balancerId) ? RemovalResult.DONE : RemovalResult.UNKNOWN;
  }

  private BalancerStatus status(
      Message.Hello hello,
      BalancerConnection balancerConnection,
      ConfigSnapshot current,
      String digest) {
    BalancerConnection.AppliedRevision appliedRevision = balancerConnection.appliedRevision();
    boolean agrees =
        appliedRevision.epoch() == current.epoch()
            && appliedRevision.revision() == current.revision()
            && appliedRevision.digest().equals(digest);
    return new BalancerStatus(
        hello.balancerId(),
        hello.name(),
        balancerConnection.address(),
        hello.version(),
        hello.transport(),
        balancerConnection.since(),
        true,
        clock.instant().minusMillis(balancerConnection.millisSinceMessage()),
        appliedRevision.revision(),
        appliedRevision.digest(),
        agrees,
        balancerConnection.rejectedReasons(),
        hello.port(),
        appliedRevision.epoch() == current.epoch()
            ? Math.max(0, current.revision() - appliedRevision.revision())
            : current.revision(),
        agrees ? 0 : balancerConnection.millisSinceOffer(),
        balancerConnection.millisSinceReport(),
        balancerConnection.traffic(),
        appliedRevision.micros());
  }

  void opened(BalancerConnection balancerConnection) {
    open.add(balancerConnection);
    balancerConnection.open();
  }

  void closed(BalancerConnection balancerConnection) {
    open.remove(balancerConnection);
    balancerConnection.pendingQueries().completeAll();
    Message.Hello hello = balancerConnection.hello();
    if (hello != null && balancers.get(hello.balancerId()) == balancerConnection) {
      LOG.info("Balancer {} disconnected", balancerConnection);
      // Before the map changes: once the balancer counts as disconnected an operator may remove it,
      // and a later write would add it again.
      repository.save(hello, balancerConnection.address(), balancerConnection.appliedRevision());
      balancers.remove(hello.balancerId(), balancerConnection);
    }
  }

  void hello(BalancerConnection balancerConnection, Message.Hello hello) {
    balancerConnection.hello(hello);
    adminPorts.register(hello, balancerConnection.address());
    BalancerConnection older = balancers.put(hello.balancerId(), balancerConnection);
    if (older != null && older != balancerConnection) {
      older.close(
          CloseStatus.POLICY_VIOLATION, "A newer connection of this balancer took its place.");
    }
    repository.save(hello, balancerConnection.address(), balancerConnection.appliedRevision());
    LOG.info("Balancer {} connected, revision {}", balancerConnection, hello.revision());
    // The connection is already in the map, so a snapshot that is published meanwhile reaches it
    // too, and the older of the two is dropped.
    PublishedSnapshot current = snapshots.current();
    if (!runs(balancerConnection.appliedRevision(), current)) {
      balancerConnection.publish(encoded(current));
    }
  }

  void applied(BalancerConnection balancerConnection, Message.Applied applied) {
    balancerConnection.applied(applied);
    PublishedSnapshot current = snapshots.current();
    ConfigSnapshot config = current.config();
    if (config.epoch() == applied.epoch()
        && config.revision() == applied.revision()
        && !current.digest().equals(applied.digest())) {
      LOG.error(
          "Balancer {} built another table of revision {}: {} instead of {}",
          balancerConnection,
          applied.revision(),
          applied.digest(),
          current.digest());
    }
  }

  void rejected(BalancerConnection balancerConnection, Message.Rejected rejected) {
    balancerConnection.rejected(rejected);
    LOG.warn(
        "Balancer {} refused revision {}: {}",
        balancerConnection,
        rejected.revision(),
        rejected.reasons());
  }

  void reported(BalancerConnection balancerConnection, Message.Report report) {
    Message.Hello hello = balancerConnection.hello();
    if (hello != null) {
      balancerConnection.reported(report);
      events.publishEvent(new ReportReceived(hello.balancerId(), report));
    }
  }

  @EventListener
  void on(SnapshotPublished event) {
    EncodedSnapshot encodedSnapshot = encoded(event.snapshot());
    balancers.values().forEach(balancerConnection -> balancerConnection.publish(encodedSnapshot));
  }

  @EventListener
  void on(TokenRevoked event) {
    open.stream()
        .filter(balancerConnection -> balancerConnection.tokenId().equals(event.tokenId()))
        .forEach(balancerConnection ->
            balancerConnection.close(
                CloseStatus.POLICY_VIOLATION, "The enrolment token was revoked."));
  }

  /** Pings the balancers and closes connections that have timed out. */
  @Scheduled(fixedRate = 1_000)
  void tick() {
    boolean pingDue = ++ticks % PING_EVERY_TICKS == 0;
    for (BalancerConnection balancerConnection : open) {
      if (balancerConnection.millisSinceMessage() > TIMEOUT_MILLIS) {
        balancerConnection.close(CloseStatus.SESSION_NOT_RELIABLE, "Nothing was heard for 35 s.");
      } else if (balancerConnection.hello() == null
          && balancerConnection.millisSinceMessage() > HELLO_TIMEOUT_MILLIS) {
        balancerConnection.close(CloseStatus.POLICY_VIOLATION, "No hello within 10 s.");
      } else if (pingDue) {
        balancerConnection.ping();
      }
    }
  }

  /** Disconnects balancers whose token another control-plane node revoked. */
  @Scheduled(fixedDelay = 1_000)
  void checkTokens() {
    if (open.isEmpty()) {
      return;
    }
    // Connections first, tokens second: the token of a new connection is then among the active
    // ones.
    List<BalancerConnection> checked = List.copyOf(open);
    Set<String> active = tokens.activeIds();
    checked.stream()
        .filter(balancerConnection -> !active.contains(balancerConnection.tokenId()))
        .forEach(balancerConnection ->
            balancerConnection.close(
                CloseStatus.POLICY_VIOLATION, "The enrolment token was revoked."));
  }

  private static boolean runs(
      BalancerConnection.AppliedRevision appliedRevision, PublishedSnapshot snapshot) {
    return appliedRevision.epoch() == snapshot.config().epoch()
        && appliedRevision.revision() == snapshot.config().revision()
        && appliedRevision.digest().equals(snapshot.digest());
  }

  /** Returns the encoded form of a snapshot. It is made once, and not once for each balancer. */
  private EncodedSnapshot encoded(PublishedSnapshot snapshot) {
    EncodedSnapshot known = newest.get();
    if (known != null
        && known.is(snapshot.config().epoch(), snapshot.config().revision())
        && known.snapshot().digest().equals(snapshot.digest())) {
      return known;
    }
    EncodedSnapshot fresh = EncodedSnapshot.of(snapshot);
    newest.set(fresh);
    return fresh;
  }
}
