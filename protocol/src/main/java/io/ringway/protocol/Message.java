package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/**
 * A message between a balancer and the control plane: one JSON text frame each, identified by its
 * {@code type}.
 */
public sealed interface Message {

  /**
   * The version of this protocol, offered as the WebSocket subprotocol {@code ringway.fleet.v1}.
   */
  int PROTOCOL_VERSION = 1;

  /** The WebSocket subprotocol. */
  String SUBPROTOCOL = "ringway.fleet.v1";

  /** The path of the WebSocket endpoint. */
  String PATH = "/fleet/v1";

  /** The largest frame that either side reads, in bytes. */
  int MAX_FRAME_BYTES = 16 * 1024 * 1024;

  /**
   * Balancer → control plane, first message of a connection.
   *
   * @param protocol {@link #PROTOCOL_VERSION} of the sender
   * @param balancerId stable id, kept in the balancer's data folder
   * @param name display name
   * @param version software version
   * @param transport {@code io_uring}, {@code epoll} or {@code nio}
   * @param port main port
   * @param adminPort admin port
   * @param epoch of the table in effect, 0 when there is none
   * @param revision of the table in effect, 0 when there is none
   * @param digest of the table in effect, empty when there is none
   */
  record Hello(
      int protocol,
      String balancerId,
      String name,
      String version,
      String transport,
      int port,
      int adminPort,
      long epoch,
      long revision,
      String digest)
      implements Message {}

  /**
   * Control plane → balancer: the newest configuration.
   *
   * @param digest of the table that the control plane itself built from it, see {@link TableDigest}
   */
  record Publish(ConfigSnapshot snapshot, String digest) implements Message {}

  /**
   * Balancer → control plane: the revision is in effect. Sent after the table was replaced.
   *
   * @param digest of the built table, see {@link TableDigest}
   * @param buildMicros time from receiving the frame to replacing the table
   */
  record Applied(long epoch, long revision, String digest, long buildMicros) implements Message {}

  /** Balancer → control plane: the revision was refused; the old table stays in effect. */
  record Rejected(long epoch, long revision, List<String> reasons) implements Message {
    /** Copies the list. */
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Balancer → control plane, once a second: traffic since the last report.
   *
   * @param revision in effect at the end of the window
   * @param endMillis end of the window, milliseconds since 1970 UTC
   * @param windowMillis length of the window
   * @param closedPorts ports of clusters that it does not listen on, for control planes that do not
   *     know {@code obstacles} yet
   * @param obstacles parts of the configuration in effect that its machine cannot carry out
   */
  record Report(
      long revision,
      long endMillis,
      long windowMillis,
      List<ClusterReport> clusters,
      @JacksonInject(value = Codec.NO_CLOSED_PORTS, useInput = OptBoolean.TRUE)
          List<ClosedPort> closedPorts,
      @JacksonInject(value = Codec.NO_OBSTACLES, useInput = OptBoolean.TRUE)
          List<Obstacle> obstacles)
      implements Message {
    /** Copies the lists. */
    public Report {
      clusters = List.copyOf(clusters);
      closedPorts = List.copyOf(closedPorts);
      obstacles = List.copyOf(obstacles);
    }

    /** Creates a report without obstacles. */
    public Report(long revision, long endMillis, long windowMillis, List<ClusterReport> clusters) {
      this(revision, endMillis, windowMillis, clusters, List.of(), List.of());
    }

    /** Creates a report with obstacles, whose ports older control planes read too. */
    public static Report of(
        long revision,
        long endMillis,
        long windowMillis,
        List<ClusterReport> clusters,
        List<Obstacle> obstacles) {
      return new Report(
          revision, endMillis, windowMillis, clusters, ClosedPort.among(obstacles), obstacles);
    }

    /** Returns the obstacles; for an older balancer, its closed ports. */
    public List<Obstacle> unmet() {
      return obstacles.isEmpty()
          ? closedPorts.stream().map(ClosedPort::obstacle).toList()
          : obstacles;
    }
  }

  /**
   * Control plane → balancer: a query to the balancer's table. The reply is an {@link Answer} or
   * {@link Unanswered} with the same number, or a {@link Complaint} from a balancer that is too old
   * to know this message.
   *
   * @param id chosen by the sender, to match replies
   */
  record Ask(long id, ExplainQuery question) implements Message {}

  /**
   * Balancer → control plane: the explanation for an {@link Ask}, by the table in effect and the
   * current state.
   */
  record Answer(long id, Explanation explanation) implements Message {}

  /**
   * Balancer → control plane: the balancer has no explanation for an {@link Ask}.
   *
   * @param reason a sentence for people
   */
  record Unanswered(long id, String reason) implements Message {}

  /** Either direction: the last message could not be used; for the receiver's log. */
  record Complaint(String detail) implements Message {}

  /** Either direction: the sender closes the connection on purpose. */
  record Bye(String reason) implements Message {}
}
