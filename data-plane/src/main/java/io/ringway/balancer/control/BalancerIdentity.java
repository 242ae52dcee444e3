package io.ringway.balancer.control;

import io.ringway.protocol.Message;

/**
 * Who this balancer is, as it says in its Hello.
 *
 * @param id stable, see {@link BalancerId}
 * @param name what people call it
 * @param version of the software
 * @param transport {@code io_uring}, {@code epoll} or {@code nio}
 * @param port bound main port
 * @param adminPort bound second port
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
