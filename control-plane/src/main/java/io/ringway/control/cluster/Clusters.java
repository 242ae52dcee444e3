package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.publish.Head;
import io.ringway.control.publish.Revisions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The clusters of the workspace: every change to one goes through {@link #apply}.
 *
 * <p>Safe for use by any number of threads and nodes: writers of a workspace queue at its head row.
 */
@Service
public class Clusters {

  private static final String WORKSPACE = Revisions.DEFAULT_WORKSPACE;

  private final ClusterRows rows;
  private final Revisions revisions;
  private final Decisions decisions;
  private final Commits commits;
  private final MoveLimit limit;
  private final Restoration restoration;
  private final ServerTargets targets;
  private final TransactionTemplate writing;
  private final TransactionTemplate reading;

  Clusters(
      ClusterRows rows,
      Revisions revisions,
      Decisions decisions,
      Commits commits,
      MoveLimit limit,
      Restoration restoration,
      ServerTargets targets,
      PlatformTransactionManager transactions) {
    this.rows = rows;
    this.revisions = revisions;
    this.decisions = decisions;
    this.commits = commits;
    this.limit = limit;
    this.restoration = restoration;
    this.targets = targets;
    this.writing = new TransactionTemplate(transactions);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
  }

  /** All clusters, by name. */
  @Transactional(readOnly = true)
  public List<ClusterDetails> all() {
    return rows.findByWorkspaceOrderByName(WORKSPACE).stream().map(Cluster::details).toList();
  }

  /** One cluster, or none. */
  @Transactional(readOnly = true)
  public Optional<ClusterDetails> find(String name) {
    return rows.findByWorkspaceAndName(WORKSPACE, name).map(Cluster::details);
  }

  /**
   * One cluster.
   *
   * @throws io.ringway.control.shell.ProblemException 404 when there is none of this name
   */
  @Transactional(readOnly = true)
  public ClusterDetails details(String name) {
    return find(name).orElseThrow(() -> Problems.noCluster(name));
  }

  /** As {@link #apply(Change, Actor, Long, boolean)}, without insisting. */
  public Outcome apply(Change change, Actor author, @Nullable Long expectedRevision) {
    return apply(change, author, expectedRevision, false);
  }

  /**
   * Makes a change: state and log commit together, then it is published, then this returns.
   *
   * @param expectedRevision what the author saw: refused when the cluster changed since; null means
   *     whatever it is
   * @param force whether it may move more keys than the limit
   * @throws io.ringway.control.shell.ProblemException 404, 409, 412 or 422; nothing changed then
   */
  public Outcome apply(
      Change change, Actor author, @Nullable Long expectedRevision, boolean force) {
    ServerTargets.Resolved names = resolve(change, expectedRevision);
    return committed(
        writing.execute(_ -> applyNow(change, author, expectedRevision, force, names)));
  }

  /** Waits for the network, so it comes before the transaction, which others wait for. */
  private ServerTargets.Resolved resolve(Change change, @Nullable Long expectedRevision) {
    return targets.resolve(
        committed(
            reading.execute(_ ->
                decide(
                        revisions.head(WORKSPACE),
                        find(change.cluster()).orElse(null),
                        change,
                        expectedRevision)
                    .replacements())));
  }

  private static <T> T committed(@Nullable T result) {
    return Objects.requireNonNull(result);
  }

  private Outcome applyNow(
      Change change,
      Actor author,
      @Nullable Long expectedRevision,
      boolean force,
      ServerTargets.Resolved names) {
    Head head = revisions.lock(WORKSPACE);
    Cluster row = rows.findByWorkspaceAndName(WORKSPACE, change.cluster()).orElse(null);
    Plan plan = plan(head, row == null ? null : row.details(), change, expectedRevision, names);
    if (!plan.changes()) {
      return plan.nothing(author);
    }
    if (limit.asks(change, plan.moves(), author) && !force && !change.force()) {
      throw Problems.aboveLimit(change.cluster(), plan.moves(), limit.share());
    }
    write(row, plan.replacements().getFirst().after(), head.revision() + 1);
    return commits.commit(plan, author);
  }

  /** What {@link #apply} would do now; changes nothing. */
  public Preview preview(Change change) {
    return preview(change, Actor.current(), null);
  }

  /** What {@link #apply} would do now, refused for the same reasons; changes nothing. */
  public Preview preview(Change change, Actor author, @Nullable Long expectedRevision) {
    return preview(plan(change, expectedRevision), change, author);
  }

  /** What {@link #apply} would do now, with everything that follows from it. */
  Plan plan(Change change, @Nullable Long expectedRevision) {
    ServerTargets.Resolved names = resolve(change, expectedRevision);
    return committed(reading.execute(_ -> planNow(change, expectedRevision, names)));
  }

  private Plan planNow(
      Change change, @Nullable Long expectedRevision, ServerTargets.Resolved names) {
    Head head = revisions.head(WORKSPACE);
    ClusterDetails before = find(change.cluster()).orElse(null);
    Plan plan = plan(head, before, change, expectedRevision, names);
    commits.check(head, plan.replacements());
    return plan;
  }

  Preview preview(Plan plan, Change change, Actor author) {
    return plan.preview(author, limit.share(), limit.asks(change, plan.moves(), author));
  }

  private Plan plan(
      Head head,
      @Nullable ClusterDetails before,
      Change change,
      @Nullable Long expected,
      ServerTargets.Resolved names) {
    return judged(head, decide(head, before, change, expected), names);
  }

  /** Judges what balancers would connect to, then finds out what moves. Every plan is made here. */
  private Plan judged(Head head, Decided decided, ServerTargets.Resolved names) {
    targets.judge(decided.replacements(), names);
    return Plan.of(head, decided.entry(), decided.replacements());
  }

  /** A change that is decided, before it is found out what moves: that takes two rings. */
  private record Decided(Commits.Entry entry, List<Commits.Replacement> replacements) {}

  private Decided decide(
      Head head, @Nullable ClusterDetails before, Change change, @Nullable Long expected) {
    expect(head, before, expected);
    Decision decision = decisions.decide(before, change, newId());
    ClusterDetails after = decision.after();
    refuseTakenName(before, after);
    boolean same = before != null && after != null && same(before, after);
    boolean shows = after != null && after.config().settings().steering().showKeys();
    Change logged = shows ? change : PinDecisions.discreet(change);
    return new Decided(
        new Commits.Entry(change.cluster(), decision.predicate(), StoredJson.write(logged)),
        same ? List.of() : List.of(new Commits.Replacement(before, after)));
  }

  /** As {@link #rollback(long, Actor, Long, boolean)}, without insisting. */
  public Outcome rollback(long number, Actor author, @Nullable Long expectedRevision) {
    return rollback(number, author, expectedRevision, false);
  }

  /**
   * Brings the configuration of an earlier revision back as one new revision. Replicas that were
   * wanted then are wanted again and started anew; those that run now and were not wanted then
   * drain.
   *
   * @param force whether it may move more keys of a cluster than the limit
   * @throws io.ringway.control.shell.ProblemException 404 when there is no such revision, 409 when
   *     it moves more keys than the limit, 412 when anything changed since the expected one
   */
  public Outcome rollback(
      long number, Actor author, @Nullable Long expectedRevision, boolean force) {
    ServerTargets.Resolved names = resolveRollback(number);
    return committed(
        writing.execute(_ -> rollbackNow(number, author, expectedRevision, force, names)));
  }

  private ServerTargets.Resolved resolveRollback(long number) {
    return targets.resolve(
        committed(reading.execute(_ -> restoration.replacements(number, all()))));
  }

  private Outcome rollbackNow(
      long number,
      Actor author,
      @Nullable Long expectedRevision,
      boolean force,
      ServerTargets.Resolved names) {
    Head head = revisions.lock(WORKSPACE);
    List<Cluster> now = rows.findByWorkspaceOrderByName(WORKSPACE);
    Plan plan =
        planRollback(
            head, number, now.stream().map(Cluster::details).toList(), expectedRevision, names);
    if (!plan.changes()) {
      return plan.nothing(author);
    }
    if (limit.asks(plan.moves(), author) && !force) {
      throw Problems.aboveLimit(plan.loser(), plan.moves(), limit.share());
    }
    freeNames(plan.replacements(), now);
    for (Commits.Replacement replacement : plan.replacements()) {
      write(row(replacement, now), replacement.after(), head.revision() + 1);
    }
    return commits.commit(plan, author);
  }

  /**
   * Names are unique in the table at every moment, and in one rollback clusters may swap theirs or
   * take that of one that goes.
   */
  private void freeNames(List<Commits.Replacement> replacements, List<Cluster> now) {
    for (Commits.Replacement replacement : replacements) {
      Cluster row = row(replacement, now);
      if (row != null && replacement.after() == null) {
        rows.delete(row);
      } else if (row != null) {
        row.giveUpName();
      }
    }
    rows.flush();
  }

  private static @Nullable Cluster row(Commits.Replacement replacement, List<Cluster> now) {
    return now.stream()
        .filter(cluster -> cluster.id().equals(replacement.id()))
        .findFirst()
        .orElse(null);
  }

  /** What {@link #rollback} would do now, refused for the same reasons; changes nothing. */
  public Preview previewRollback(long number, Actor author, @Nullable Long expectedRevision) {
    ServerTargets.Resolved names = resolveRollback(number);
    return committed(
        reading.execute(_ -> previewRollbackNow(number, author, expectedRevision, names)));
  }

  private Preview previewRollbackNow(
      long number, Actor author, @Nullable Long expectedRevision, ServerTargets.Resolved names) {
    Head head = revisions.head(WORKSPACE);
    Plan plan = planRollback(head, number, all(), expectedRevision, names);
    commits.check(head, plan.replacements());
    return plan.preview(author, limit.share(), limit.asks(plan.moves(), author));
  }

  private Plan planRollback(
      Head head,
      long number,
      List<ClusterDetails> now,
      @Nullable Long expected,
      ServerTargets.Resolved names) {
    expectNewest(head, expected);
    Commits.Entry entry =
        new Commits.Entry(
            "",
            "rolled back to revision " + number,
            "{\"type\":\"rollback\",\"revision\":" + number + "}");
    return judged(head, new Decided(entry, restoration.replacements(number, now)), names);
  }

  private static void expectNewest(Head head, @Nullable Long expected) {
    if (expected != null && expected != head.revision()) {
      throw Problems.stale("the configuration", expected, head.revision());
    }
  }

  private void write(@Nullable Cluster row, @Nullable ClusterDetails after, long revision) {
    if (after == null) {
      if (row != null) {
        rows.delete(row);
      }
      return;
    }
    Cluster written = row == null ? new Cluster(WORKSPACE, after.config().id()) : row;
    written.become(after, revision);
    if (row == null) {
      rows.save(written);
    }
  }

  private static void expect(Head head, @Nullable ClusterDetails before, @Nullable Long expected) {
    if (expected == null) {
      return;
    }
    if (before == null || expected < before.revision() || expected > head.revision()) {
      throw Problems.stale(
          "the cluster", expected, before == null ? head.revision() : before.revision());
    }
  }

  private void refuseTakenName(@Nullable ClusterDetails before, @Nullable ClusterDetails after) {
    if (before == null || after == null) {
      return;
    }
    String name = after.config().name();
    if (!name.equals(before.config().name())
        && rows.findByWorkspaceAndName(WORKSPACE, name).isPresent()) {
      throw Problems.conflict("There is a cluster '" + name + "' already: choose another name.");
    }
  }

  private static boolean same(ClusterDetails before, ClusterDetails after) {
    return before.config().equals(after.config())
        && before.plan().equals(after.plan())
        && before.managedServerIds().equals(after.managedServerIds());
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
