package io.ringway.control.cluster;

import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.AddressRefusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address policy for servers that are given by name: what a name resolves to here, right now,
 * is judged before the server is saved or previewed. A name that does not resolve in time passes:
 * DNS may be away, or know the name only where the balancers are. They judge each address again
 * when they connect.
 *
 * <p>Not for use inside a transaction: it waits for the network.
 */
final class ServerNames {

  /** The lookup of all addresses of a name. */
  @FunctionalInterface
  interface Lookup {
    /** Returns at least one address; may take as long as the system's resolver does. */
    InetAddress[] all(String host) throws UnknownHostException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ServerNames.class);

  /** Bounds the threads that hang when the name servers are silent. */
  private static final int LOOKUPS_AT_ONCE = 64;

  private record Endpoint(String host, int port) {}

  private final AddressPolicy policy;
  private final Lookup lookup;
  private final Duration timeout;
  private final Semaphore free = new Semaphore(LOOKUPS_AT_ONCE);

  /**
   * Judges by this policy.
   *
   * @param timeout for all lookups of one change together
   */
  ServerNames(AddressPolicy policy, Lookup lookup, Duration timeout) {
    this.policy = policy;
    this.lookup = lookup;
    this.timeout = timeout;
  }

  /**
   * Judges the addresses that a change would give to servers.
   *
   * @param before looks the cluster up as it is; only asked when the change does not say all
   * @throws io.ringway.control.shell.ProblemException 422 when one resolves to an address that no
   *     server may have
   */
  void check(Change change, Supplier<Optional<ClusterDetails>> before) {
    List<Endpoint> endpoints = new ArrayList<>();
    collect(change, before, endpoints);
    Map<String, CompletableFuture<InetAddress[]>> lookups = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      if (!lookups.containsKey(endpoint.host()) && free.tryAcquire()) {
        lookups.put(endpoint.host(), start(endpoint.host()));
      }
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Endpoint endpoint : endpoints) {
      CompletableFuture<InetAddress[]> pending = lookups.get(endpoint.host());
      if (pending != null) {
        judge(endpoint, await(endpoint.host(), pending, deadline));
      }
    }
  }

  private void collect(
      Change change, Supplier<Optional<ClusterDetails>> before, List<Endpoint> into) {
    switch (change) {
      case Change.CreateCluster create -> collect(create.servers(), into);
      case Change.AddServers add -> collect(add.servers(), into);
      case Change.UpdateServer update -> collect(update, before, into);
      case Change.Stack stack -> stack.changes().forEach(each -> collect(each, before, into));
      case Change.UpdateCluster _,
          Change.DeleteCluster _,
          Change.SetServerStates _,
          Change.RemoveServers _,
          Change.Scale _,
          Change.AddReplicas _,
          Change.RemoveReplicas _,
          Change.PinKey _,
          Change.UnpinKey _ -> {}
    }
  }

  /** A runtime of ours knows where its replicas are. */
  private static void collect(List<NewServer> servers, List<Endpoint> into) {
    for (NewServer server : servers) {
      if (!server.managed()) {
        collect(server.host(), server.port(), into);
      }
    }
  }

  private static void collect(
      Change.UpdateServer update, Supplier<Optional<ClusterDetails>> before, List<Endpoint> into) {
    if (update.host() != null && update.port() != null) {
      collect(update.host(), update.port(), into);
    } else if (update.host() != null || update.port() != null) {
      ServerConfig server = before.get().flatMap(at -> at.server(update.server())).orElse(null);
      if (server != null) {
        collect(
            update.host() == null ? server.host() : update.host(),
            update.port() == null ? server.port() : update.port(),
            into);
      }
    }
  }

  private static void collect(String host, int port, List<Endpoint> into) {
    if (ServerAddresses.isName(host) && port > 0) {
      into.add(new Endpoint(host.strip(), port));
    }
  }

  private CompletableFuture<InetAddress[]> start(String host) {
    CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("resolve-" + host)
        .start(() -> {
          try {
            found.complete(lookup.all(host));
          } catch (UnknownHostException | RuntimeException e) {
            found.completeExceptionally(e);
          } finally {
            free.release();
          }
        });
    return found;
  }

  private static InetAddress[] await(
      String host, CompletableFuture<InetAddress[]> pending, long deadline) {
    try {
      return pending.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a name was resolved.", e);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The name '{}' of a server does not resolve here: {}", host, e.toString());
      return new InetAddress[0];
    }
  }

  private void judge(Endpoint endpoint, InetAddress[] addresses) {
    for (InetAddress address : addresses) {
      AddressRefusal refusal = policy.refusal(address, endpoint.port());
      if (refusal != null) {
        throw ServerAddresses.refused(
            "'"
                + endpoint.host()
                + "' resolves to "
                + address.getHostAddress()
                + ", which "
                + refusal.description(),
            refusal);
      }
    }
  }
}
