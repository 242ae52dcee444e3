package io.ringway.balancer.exchange;

import io.ringway.balancer.forwarding.DebugFields;
import io.ringway.balancer.http.Failure;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.Methods;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.RoutingTable;

/** Sends a request whose head is complete to a server of its cluster, or responds to it here. */
final class RequestDispatcher {

  private final Exchange exchange;
  private final ExchangeEnvironment environment;
  private final EventLoopContext loop;
  private final Listener listener;

  RequestDispatcher(
      Exchange exchange,
      ExchangeEnvironment environment,
      EventLoopContext loop,
      Listener listener) {
    this.exchange = exchange;
    this.environment = environment;
    this.loop = loop;
    this.listener = listener;
  }

  void dispatch() {
    Head request = exchange.request;
    exchange.startRequest();
    exchange.timeouts.headComplete();
    exchange.body.start(request, environment.rules().limits().body());
    exchange.keepAlive = !request.close && (request.minor == 1 || request.keepAlive);
    Failure refusal =
        RequestAdmission.refusal(
            request,
            environment.rules(),
            loop.memoryBudget,
            exchange.identity.forwarding(),
            exchange.identity.sniHost());
    if (refusal != null) {
      exchange.fail(refusal);
      return;
    }
    boolean options = request.methodIs(Methods.OPTIONS);
    if (request.maxForwards == 0) {
      exchange.local.options();
      return;
    }
    RoutingTable table = environment.active().current();
    ClusterRoute cluster = table.cluster(listener.port(), request);
    exchange.cluster = cluster;
    if (cluster == null) {
      exchange.fail(table == RoutingTable.EMPTY ? Failure.NO_CONFIGURATION : Failure.NO_CLUSTER);
      return;
    }
    exchange.cors = RequestAdmission.cors(cluster, request);
    if (exchange.cors && options && request.find(FieldName.PREFLIGHT_METHOD) >= 0) {
      exchange.local.preflight();
      return;
    }
    if (exchange.halfClose.ended() && exchange.halfClose.abortsRequest()) {
      exchange.end(); // responses to earlier requests are still sent
      return;
    }
    exchange.timeouts.clusterChosen(cluster);
    exchange.protocol = RequestAdmission.protocol(cluster, request);
    exchange.identity.forwarding().read(request);
    exchange.countAsActive();
    long keyHash =
        RequestAdmission.hash(cluster, request, exchange.identity.forwarding().client(), loop);
    exchange.keyHash = keyHash;
    exchange.placed = true;
    if (environment.rules().debug().shownBy(request)) {
      exchange.debug = new DebugFields(table.snapshot().revision(), cluster, keyHash);
    }
    boolean safe = options || request.methodIs(Methods.GET) || request.methodIs(Methods.HEAD);
    exchange.server.begin(cluster, keyHash, loop.fingerprint, safe);
  }
}
