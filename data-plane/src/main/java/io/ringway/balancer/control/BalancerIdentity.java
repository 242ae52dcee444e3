package io.ringway.balancer.control;

import io.ringway.protocol.Message;

/**
 * The identity of this balancer, as sent in its Hello.
 *
 * @param id stable, see {@link BalancerId}
 * @param name its display name
 * @param version of the software
 * @param transport {@code io_uring}, {@code epoll} or {@code nio}
 * @param port bound main port
 * @param adminPort bound admin port
 */
public record BalancerIdentity(
    String id, String name, String version, String transport, int port, int adminPort) {

  Message.Hello hello(SnapshotTarget snapshotTarget) {
    return new Message.Hello(
        Message.PROTOCOL_VERSION,
        id,
        name,
        version,
        transport,
        port,
        adminPort,
        snapshotTarget.snapshot().epoch(),
        snapshotTarget.snapshot().revision(),
        snapshotTarget.digest());
  }
}
