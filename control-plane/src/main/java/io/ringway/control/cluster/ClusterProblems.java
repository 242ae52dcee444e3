package io.ringway.control.cluster;

import io.ringway.control.shell.NumberText;
import io.ringway.control.shell.ProblemException;
import org.springframework.http.HttpStatus;

/** The problems of changes, each with a sentence that says what to do. */
public final class ClusterProblems {

  private ClusterProblems() {}

  static ProblemException noCluster(String name) {
    return new ProblemException(
        HttpStatus.NOT_FOUND,
        "No such cluster",
        "There is no cluster '" + name + "': GET /api/v1/clusters lists those that exist.");
  }

  public static ProblemException noServer(String cluster, String server) {
    return new ProblemException(
        HttpStatus.NOT_FOUND,
        "No such server",
        "Cluster '"
            + cluster
            + "' has no server '"
            + server
            + "': GET /api/v1/clusters/"
            + cluster
            + "/servers lists those that exist.");
  }

  public static ProblemException invalid(String detail) {
    return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, "Not a valid change", detail);
  }

  public static ProblemException conflict(String detail) {
    return new ProblemException(HttpStatus.CONFLICT, "Refused", detail);
  }

  static ProblemException stale(String what, long expected, long actual) {
    return new ProblemException(
        HttpStatus.PRECONDITION_FAILED,
        "Changed in the meantime",
        "You saw "
            + what
            + " at revision "
            + expected
            + ", but it is now at revision "
            + actual
            + ": read it again and repeat your change.");
  }

  static ProblemException lastReady(String cluster) {
    return conflict(
        "Cluster '"
            + cluster
            + "' would have no ready server and respond with 503: add a server first, or force"
            + " it (force=true).");
  }

  /** Returns a problem that names the change of a stack that it belongs to. */
  static ProblemException part(int number, int of, ProblemException problem) {
    return new ProblemException(
        HttpStatus.valueOf(problem.getStatusCode().value()),
        String.valueOf(problem.getBody().getTitle()),
        "Change " + number + " of " + of + ": " + problem.getMessage());
  }

  static ProblemException aboveLimit(String cluster, KeyMovement keyMovement, double limit) {
    ProblemException problem =
        new ProblemException(
            HttpStatus.CONFLICT,
            "Moves many keys",
            "This moves "
                + NumberText.percent(keyMovement.share())
                + " of the keys of '"
                + cluster
                + "', more than the limit of "
                + NumberText.percent(limit)
                + ": check the preview, then repeat the request with ?force=true to confirm. The"
                + " limit is the setting ringway.changes.limit-percent.");
    problem.getBody().setProperty("moved", keyMovement.share());
    problem.getBody().setProperty("necessary", keyMovement.necessary());
    problem.getBody().setProperty("limit", limit);
    return problem;
  }
}
