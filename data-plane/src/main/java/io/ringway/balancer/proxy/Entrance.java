package io.ringway.balancer.proxy;

import io.netty.channel.Channel;
import io.ringway.balancer.preface.PrefaceHandler;

/**
 * What a new connection passes before its first request: the header of the PROXY protocol, where
 * its peer is one that sends it. Any other connection has nothing but its exchange.
 */
final class Entrance {

  private final Networks prefaced;
  private final Complaints complaints;

  Entrance(Networks prefaced, Complaints complaints) {
    this.prefaced = prefaced;
    this.complaints = complaints;
  }

  void admit(Channel channel, ClientSide client) {
    if (prefaced.contains(channel.remoteAddress())) {
      channel
          .pipeline()
          .addLast(
              new PrefaceHandler(
                  client::comesFrom,
                  problem -> {
                    client.turnedAway();
                    complaints.tell(
                        channel.remoteAddress(),
                        "it is to begin with a header of the PROXY protocol"
                            + " (--proxy-protocol-from), but "
                            + problem
                            + ".");
                  }));
    }
    channel.pipeline().addLast(client);
  }
}
