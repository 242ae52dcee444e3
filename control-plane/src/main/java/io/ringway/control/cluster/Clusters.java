package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.publish.RevisionHead;
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
  private final ClusterDecisions clusterDecisions;
  private final RevisionWriter revisionWriter;
  private final MoveLimit limit;
  private final Restoration restoration;
  private final ServerTargets targets;
  private final TransactionTemplate writing;
  private final TransactionTemplate reading;

  Clusters(
      ClusterRows rows,
      Revisions revisions,
      ClusterDecisions clusterDecisions,
      RevisionWriter revisionWriter,
      MoveLimit limit,
      Restoration restoration,
      ServerTargets targets,
      PlatformTransactionManager transactions) {
    this.rows = rows;
    this.revisions = revisions;
    this.clusterDecisions = clusterDecisions;
    this.revisionWriter = revisionWriter;
    this.limit = limit;
    this.restoration = restoration;
    this.targets = targets;
    this.writing = new TransactionTemplate(transactions);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
  }

  /** Returns all clusters, sorted by name. */
  @Transactional(readOnly = true)
  public List<ClusterDetails> all() {
    return rows.findByWorkspaceOrderByName(WORKSPACE).stream().map(Cluster::details).toList();
  }

  /** Returns the cluster with this name, if there is one. */
  @Transactional(readOnly = true)
  public Optional<ClusterDetails> find(String name) {
    return rows.findByWorkspaceAndName(WORKSPACE, name).map(Cluster::details);
  }

  /**
   * Returns the cluster with this name.
   *
   * @throws io.ringway.control.shell.ProblemException 404 when there is none of this name
   */
  @Transactional(readOnly = true)
  public ClusterDetails details(String name) {
    return find(name).orElseThrow(() -> ClusterProblems.noCluster(name));
  }

  /** Applies a change like {@link #apply(Change, Actor, Long, boolean)}, without force. */
  public ChangeResult apply(Change change, Actor author, @Nullable Long expectedRevision) {
    return apply(change, author, expectedRevision, false);
  }

  /**
   * Applies a change. State and log commit together, then the snapshot is published, then this
   * returns.
   *
   * @param expectedRevision the revision that the author saw: the change is refused when the
   *     cluster changed since; null accepts any
   * @param force true to allow moving more keys than the limit
   * @throws io.ringway.control.shell.ProblemException 404, 409, 412 or 422; then nothing has
   *     changed
   */
  public ChangeResult apply(
      Change change, Actor author, @Nullable Long expectedRevision, boolean force) {
    ServerTargets.Resolved names = resolve(change, expectedRevision);
    return committed(
        writing.execute(_ -> applyNow(change, author, expectedRevision, force, names)));
  }

  /**
   * Resolves the names that a change brings. It waits for the network, so it runs before the
   * transaction, which blocks other writers.
   */
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

  private ChangeResult applyNow(
      Change change,
      Actor author,
      @Nullable Long expectedRevision,
      boolean force,
      ServerTargets.Resolved names) {
    RevisionHead revisionHead = revisions.lock(WORKSPACE);
    Cluster row = rows.findByWorkspaceAndName(WORKSPACE, change.cluster()).orElse(null);
    ChangePlan changePlan =
        plan(revisionHead, row == null ? null : row.details(), change, expectedRevision, names);
    if (!changePlan.changes()) {
      return changePlan.nothing(author);
    }
    if (limit.asks(change, changePlan.moves(), author) && !force && !change.force()) {
      throw ClusterProblems.aboveLimit(change.cluster(), changePlan.moves(), limit.share());
    }
    write(row, changePlan.replacements().getFirst().after(), revisionHead.revision() + 1);
    return revisionWriter.commit(changePlan, author);
  }

  /** Returns what {@link #apply} would do now. Changes nothing. */
  public ChangePreview preview(Change change) {
    return preview(change, Actor.current(), null);
  }

  /**
   * Returns what {@link #apply} would do now; refuses a change for the same reasons. Changes
   * nothing.
   */
  public ChangePreview preview(Change change, Actor author, @Nullable Long expectedRevision) {
    return preview(plan(change, expectedRevision), change, author);
  }

  /** Returns what {@link #apply} would do now, with all of its effects. Changes nothing. */
  public ChangePlan plan(Change change, @Nullable Long expectedRevision) {
    ServerTargets.Resolved names = resolve(change, expectedRevision);
    return committed(reading.execute(_ -> planNow(change, expectedRevision, names)));
  }

  private ChangePlan planNow(
      Change change, @Nullable Long expectedRevision, ServerTargets.Resolved names) {
    RevisionHead revisionHead = revisions.head(WORKSPACE);
    ClusterDetails before = find(change.cluster()).orElse(null);
    ChangePlan changePlan = plan(revisionHead, before, change, expectedRevision, names);
    return changePlan;
  }

  public ChangePreview preview(ChangePlan changePlan, Change change, Actor author) {
    return changePlan.preview(
        author, limit.share(), limit.asks(change, changePlan.moves(), author));
  }

  private ChangePlan plan(
      RevisionHead revisionHead,
      @Nullable ClusterDetails before,
      Change change,
      @Nullable Long expected,
      ServerTargets.Resolved names) {
    return judged(revisionHead, decide(revisionHead, before, change, expected), names);
  }

  /** Checks the addresses that balancers would connect to, then plans the change. */
  private ChangePlan judged(
      RevisionHead revisionHead, Decided decided, ServerTargets.Resolved names) {
    targets.judge(decided.replacements(), names);
    return revisionWriter.plan(revisionHead, decided.entry(), decided.replacements());
  }

  /** A decided change without the keys that it moves, which take two rings to compute. */
  private record Decided(
      RevisionWriter.Entry entry, List<RevisionWriter.Replacement> replacements) {}

  private Decided decide(
      RevisionHead revisionHead,
      @Nullable ClusterDetails before,
      Change change,
      @Nullable Long expected) {
    expect(revisionHead, before, expected);
    DecidedChange decidedChange = clusterDecisions.decide(before, change, newId());
    ClusterDetails after = decidedChange.after();
    refuseTakenName(before, after);
    boolean same = before != null && after != null && same(before, after);
    boolean shows = after != null && after.config().settings().steering().showKeys();
    Change logged = shows ? change : PinDecisions.discreet(change);
    return new Decided(
        new RevisionWriter.Entry(
            change.cluster(), decidedChange.predicate(), StoredJson.write(logged)),
        same ? List.of() : List.of(new RevisionWriter.Replacement(before, after)));
  }

  /** Rolls back like {@link #rollback(long, Actor, Long, boolean)}, without force. */
  public ChangeResult rollback(long number, Actor author, @Nullable Long expectedRevision) {
    return rollback(number, author, expectedRevision, false);
  }

  /**
   * Restores the configuration of an earlier revision as one new revision. Replicas that were
   * desired then are desired again and started; those that run now and were not desired then drain.
   *
   * @param force true to allow moving more keys of a cluster than the limit
   * @throws io.ringway.control.shell.ProblemException 404 when there is no such revision, 409 when
   *     it moves more keys than the limit, 412 when anything changed since the expected one
   */
  public ChangeResult rollback(
      long number, Actor author, @Nullable Long expectedRevision, boolean force) {
    ServerTargets.Resolved names = resolveRollback(number);
    return committed(
        writing.execute(_ -> rollbackNow(number, author, expectedRevision, force, names)));
  }

  private ServerTargets.Resolved resolveRollback(long number) {
    return targets.resolve(
        committed(reading.execute(_ -> restoration.replacements(number, all()))));
  }

  private ChangeResult rollbackNow(
      long number,
      Actor author,
      @Nullable Long expectedRevision,
      boolean force,
      ServerTargets.Resolved names) {
    RevisionHead revisionHead = revisions.lock(WORKSPACE);
    List<Cluster> now = rows.findByWorkspaceOrderByName(WORKSPACE);
    ChangePlan changePlan =
        planRollback(
            revisionHead,
            number,
            now.stream().map(Cluster::details).toList(),
            expectedRevision,
            names);
    if (!changePlan.changes()) {
      return changePlan.nothing(author);
    }
    if (limit.asks(changePlan.moves(), author) && !force) {
      throw ClusterProblems.aboveLimit(changePlan.loser(), changePlan.moves(), limit.share());
    }
    freeNames(changePlan.replacements(), now);
    for (RevisionWriter.Replacement replacement : changePlan.replacements()) {
      write(row(replacement, now), replacement.after(), revisionHead.revision() + 1);
    }
    return revisionWriter.commit(changePlan, author);
  }

  /**
   * Frees the names that change hands. Names are unique in the table at all times, and in one
   * rollback clusters can swap names or take the name of a deleted one.
   */
  private void freeNames(List<RevisionWriter.Replacement> replacements, List<Cluster> now) {
    for (RevisionWriter.Replacement replacement : replacements) {
      Cluster row = row(replacement, now);
      if (row != null && replacement.after() == null) {
        rows.delete(row);
      } else if (row != null) {
        row.giveUpName();
      }
    }
    rows.flush();
  }

  private static @Nullable Cluster row(RevisionWriter.Replacement replacement, List<Cluster> now) {
    return now.stream()
        .filter(cluster -> cluster.id().equals(replacement.id()))
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns what {@link #rollback} would do now; refuses it for the same reasons. Changes nothing.
   */
  public ChangePreview previewRollback(long number, Actor author, @Nullable Long expectedRevision) {
    ServerTargets.Resolved names = resolveRollback(number);
    return committed(
        reading.execute(_ -> previewRollbackNow(number, author, expectedRevision, names)));
  }

  private ChangePreview previewRollbackNow(
      long number, Actor author, @Nullable Long expectedRevision, ServerTargets.Resolved names) {
    RevisionHead revisionHead = revisions.head(WORKSPACE);
    ChangePlan changePlan = planRollback(revisionHead, number, all(), expectedRevision, names);
    return changePlan.preview(author, limit.share(), limit.asks(changePlan.moves(), author));
  }

  private ChangePlan planRollback(
      RevisionHead revisionHead,
      long number,
      List<ClusterDetails> now,
      @Nullable Long expected,
      ServerTargets.Resolved names) {
    expectNewest(revisionHead, expected);
    RevisionWriter.Entry entry =
        new RevisionWriter.Entry(
            "",
            "rolled back to revision " + number,
            "{\"type\":\"rollback\",\"revision\":" + number + "}");
    return judged(revisionHead, new Decided(entry, restoration.replacements(number, now)), names);
  }

  private static void expectNewest(RevisionHead revisionHead, @Nullable Long expected) {
    if (expected != null && expected != revisionHead.revision()) {
      throw ClusterProblems.stale("the configuration", expected, revisionHead.revision());
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

  private static void expect(
      RevisionHead revisionHead, @Nullable ClusterDetails before, @Nullable Long expected) {
    if (expected == null) {
      return;
    }
    if (before == null || expected < before.revision() || expected > revisionHead.revision()) {
      throw ClusterProblems.stale(
          "the cluster", expected, before == null ? revisionHead.revision() : before.revision());
    }
  }

  private void refuseTakenName(@Nullable ClusterDetails before, @Nullable ClusterDetails after) {
    if (before == null || after == null) {
      return;
    }
    String name = after.config().name();
    if (!name.equals(before.config().name())
        && rows.findByWorkspaceAndName(WORKSPACE, name).isPresent()) {
      throw ClusterProblems.conflict(
          "There is a cluster '" + name + "' already: choose another name.");
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
