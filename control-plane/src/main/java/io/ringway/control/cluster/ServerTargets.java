package io.ringway.control.cluster;

import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.AddressRefusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address check for targets that a change adds: servers and the ports of their health checks. A
 * name is checked by the addresses that it resolves to here and now. A name that does not resolve
 * in time passes: DNS may be down, or know the name only where the balancers are. Balancers check
 * each address again when they connect.
 */
final class ServerTargets {

  /** A lookup of all addresses of a name. */
  @FunctionalInterface
  interface Lookup {
    /** Returns at least one address; takes as long as the system's resolver does. */
    InetAddress[] all(String host) throws UnknownHostException;
  }

  /**
   * The results of lookups.
   *
   * @param addresses addresses by name; empty for a name that did not resolve
   */
  record Resolved(Map<String, List<InetAddress>> addresses) {
    Resolved {
      addresses = Map.copyOf(addresses);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(ServerTargets.class);

  /** The limit on threads that hang while the name servers do not respond. */
  private static final int LOOKUPS_AT_ONCE = 64;

  /**
   * Names of cloud metadata services, refused even when they do not resolve here. The policy for
   * resolved addresses is what protects the service itself.
   */
  private static final Set<String> METADATA_NAMES =
      Set.of("metadata.google.internal", "instance-data.ec2.internal");

  private final AddressPolicy policy;
  private final Lookup lookup;
  private final Duration timeout;
  private final Semaphore free = new Semaphore(LOOKUPS_AT_ONCE);

  /**
   * Creates a check for a policy.
   *
   * @param timeout for all lookups of one change together
   */
  ServerTargets(AddressPolicy policy, Lookup lookup, Duration timeout) {
    this.policy = policy;
    this.lookup = lookup;
    this.timeout = timeout;
  }

  /** Looks up the names that need it. Waits for the network: not for use inside a transaction. */
  Resolved resolve(List<RevisionWriter.Replacement> replacements) {
    Map<String, CompletableFuture<List<InetAddress>>> lookups = new HashMap<>();
    for (RevisionWriter.Replacement each : replacements) {
      for (ServerTarget target : ServerTarget.added(each.before(), each.after())) {
        // Our own runtimes give their replicas' addresses.
        boolean wanted =
            ServerHosts.isName(target.host()) && (!target.managed() || target.ofHealth());
        if (wanted && !lookups.containsKey(target.host()) && free.tryAcquire()) {
          lookups.put(target.host(), start(target.host()));
        }
      }
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    Map<String, List<InetAddress>> found = new HashMap<>();
    lookups.forEach((host, pending) -> found.put(host, await(host, pending, deadline)));
    return new Resolved(found);
  }

  /**
   * Checks the targets that a change adds. Takes microseconds.
   *
   * @param names from {@link #resolve}; any other name passes
   * @throws io.ringway.control.shell.ProblemException 422 when balancers are not allowed to connect
   *     to a target
   */
  void judge(List<RevisionWriter.Replacement> replacements, Resolved names) {
    for (RevisionWriter.Replacement each : replacements) {
      for (ServerTarget target : ServerTarget.added(each.before(), each.after())) {
        judge(target, names);
      }
    }
  }

  private void judge(ServerTarget target, Resolved names) {
    String host = target.host();
    if (!ServerHosts.isName(host)) {
      InetAddress literal = ServerHosts.literal(host);
      if (literal != null) { // else an earlier version stored it, and there is no address to check
        judge(target, literal, "");
      }
      return;
    }
    AddressRefusal byName = target.ofHealth() ? null : refusalOfName(target);
    if (byName != null) {
      throw refused(target, byName.description(), byName);
    }
    for (InetAddress address : names.addresses().getOrDefault(host, List.of())) {
      judge(target, address, "resolves to " + address.getHostAddress() + ", which ");
    }
  }

  private @Nullable AddressRefusal refusalOfName(ServerTarget target) {
    String host = target.host();
    if (METADATA_NAMES.contains(host)) {
      return AddressRefusal.CLOUD_SERVICE;
    }
    boolean loopback = host.equals("localhost") || host.endsWith(".localhost"); // RFC 6761, 6.3
    return loopback && !target.managed() && !policy.allowLoopback()
        ? AddressRefusal.LOOPBACK
        : null;
  }

  private void judge(ServerTarget target, InetAddress address, String how) {
    AddressPolicy rules = target.managed() ? policy.withLoopback() : policy;
    AddressRefusal refusal = rules.refusal(address, target.port());
    // A server that is refused at any port is not the fault of the health check settings.
    if (refusal != null
        && !(target.ofHealth() && rules.refusal(address, target.server().port()) == refusal)) {
      throw refused(target, how + refusal.description(), refusal);
    }
  }

  private static RuntimeException refused(
      ServerTarget target, String predicate, AddressRefusal refusal) {
    String address = "'" + target.address() + "' of server '" + target.server().name() + "' ";
    return target.ofHealth()
        ? ClusterProblems.invalid(
            "The port of health checks (health.port) cannot be "
                + target.port()
                + ": "
                + address
                + predicate
                + ". Choose another health.port, or 0 for the port of each server.")
        : ClusterProblems.invalid("The address " + address + predicate + advice(refusal));
  }

  private static String advice(AddressRefusal refusal) {
    return switch (refusal) {
      case NO_MACHINE, MULTICAST, OWN_ENDPOINT -> ": give the server's own address.";
      case LOOPBACK ->
          ": balancers on other machines would reach themselves. Use an address that others can"
              + " reach, or allow it with ringway.servers.allow-loopback=true.";
      case LINK_LOCAL, CLOUD_SERVICE, PROTOCOL_ASSIGNMENT, RESERVED, DENIED, OTHER ->
          ": give the server's own address, or allow this one here with"
              + " ringway.servers.allowed-networks and at each balancer with"
              + " --allow-server-network.";
    };
  }

  private CompletableFuture<List<InetAddress>> start(String host) {
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("resolve-" + host)
        .start(() -> {
          try {
            found.complete(List.of(lookup.all(host)));
          } catch (UnknownHostException | RuntimeException e) {
            found.completeExceptionally(e);
          } finally {
            free.release();
          }
        });
    return found;
  }

  private static List<InetAddress> await(
      String host, CompletableFuture<List<InetAddress>> pending, long deadline) {
    try {
      return pending.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a name was resolved.", e);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The name '{}' of a server does not resolve here: {}", host, e.toString());
      return List.of();
    }
  }
}
