package io.ringway.balancer.resolver;

import io.netty.util.NetUtil;
import io.ringway.protocol.RefusedAddress;
import io.ringway.protocol.Resolution;
import io.ringway.protocol.address.AddressRefusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host and port with their current addresses. All connections to it share this object, so that
 * they try the addresses in the same order and share which ones work.
 */
public final class Endpoint {

  /** The address policy. */
  @FunctionalInterface
  interface Judge {
    /** Returns why an address must not be connected to, or null. */
    @Nullable AddressRefusal refusal(InetAddress address, int port);
  }

  private final Resolver.Key key;
  private final Judge judge;
  private final List<Consumer<CandidateAddresses>> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<CandidateAddresses> known = new CompletableFuture<>();
  private volatile CandidateAddresses candidateAddresses =
      new CandidateAddresses(List.of(), false, Resolution.NONE);
  int users; // guarded by the resolver

  // Guarded by this.
  private @Nullable InetSocketAddress answering;
  private final Set<InetSocketAddress> demoted = new LinkedHashSet<>(); // the oldest failure first
  private List<InetSocketAddress> inOrder = List.of();

  Endpoint(Resolver.Key key, Judge judge) {
    this.key = key;
    this.judge = judge;
  }

  Resolver.Key key() {
    return key;
  }

  /** Returns the host as configured. */
  public String host() {
    return key.host();
  }

  /** Returns the current addresses. One volatile read. */
  public CandidateAddresses candidates() {
    return candidateAddresses;
  }

  /**
   * Returns a future that completes with the first lookup, successful or not. Callers must not
   * complete it.
   */
  public CompletableFuture<CandidateAddresses> known() {
    return known;
  }

  /**
   * Adds a listener of changes of the set of addresses, but not of their order. When an address
   * {@linkplain #failed failed}, it gets the addresses without it: connections to it are useless.
   */
  public void listen(Consumer<CandidateAddresses> listener) {
    listeners.add(listener);
  }

  /** Removes a listener. */
  public void unlisten(Consumer<CandidateAddresses> listener) {
    listeners.remove(listener);
  }

  /**
   * Records an accepted connection: the address is tried first from now on, unless it {@linkplain
   * #failed failed}, since the kernel accepts connections for a suspended process too.
   */
  public void connected(SocketAddress address) {
    CandidateAddresses now = candidateAddresses;
    if (now.addresses().size() > 1 && !now.addresses().getFirst().equals(address)) {
      prefer(address);
    }
  }

  private synchronized void prefer(SocketAddress address) {
    if (address instanceof InetSocketAddress to && inOrder.contains(to) && !demoted.contains(to)) {
      answering = to;
      reorder();
    }
  }

  /**
   * Records a connection without a response: the address is tried last until it {@linkplain
   * #succeeded succeeded}, the others fail too or the name no longer has it. A single address is
   * not affected.
   */
  public synchronized void failed(SocketAddress address) {
    List<InetSocketAddress> before = candidateAddresses.addresses();
    if (inOrder.size() < 2
        || !(address instanceof InetSocketAddress to)
        || !inOrder.contains(to)
        || demoted.contains(to) && before.getLast().equals(to)) {
      return;
    }
    demoted.remove(to);
    demoted.add(to);
    if (to.equals(answering)) {
      answering = null;
    }
    reorder();
    CandidateAddresses now = candidateAddresses;
    List<InetSocketAddress> others = new ArrayList<>(now.addresses());
    others.remove(to);
    CandidateAddresses rest = new CandidateAddresses(others, now.lookedUp(), now.resolution());
    listeners.forEach(listener -> listener.accept(rest));
  }

  /** Records a good response, which ends the state after a failure. */
  public synchronized void succeeded(SocketAddress address) {
    if (address instanceof InetSocketAddress to && demoted.remove(to)) {
      answering = to;
      reorder();
    }
  }

  private void reorder() {
    List<InetSocketAddress> order = order();
    candidateAddresses =
        new CandidateAddresses(order, true, resolution(order, candidateAddresses.resolution()));
  }

  private List<InetSocketAddress> order() {
    List<InetSocketAddress> order = new ArrayList<>(inOrder);
    order.removeAll(demoted);
    InetSocketAddress first = answering;
    if (first != null) {
      order.remove(first);
      order.addFirst(first);
    }
    order.addAll(demoted);
    return order;
  }

  private static Resolution resolution(List<InetSocketAddress> order, Resolution now) {
    return new Resolution(
        order.stream().map(each -> NetUtil.toAddressString(each.getAddress())).toList(),
        now.failure(),
        now.unresolvedSince(),
        now.refused());
  }

  /**
   * Sets the addresses that the name has now.
   *
   * @param state why the name does not resolve, if so
   */
  synchronized void update(List<InetAddress> addresses, boolean lookedUp, Resolution state) {
    List<InetSocketAddress> usable = new ArrayList<>();
    List<RefusedAddress> refused = new ArrayList<>();
    for (InetAddress address : addresses) {
      AddressRefusal refusal = judge.refusal(address, key.port());
      if (refusal == null) {
        usable.add(new InetSocketAddress(address, key.port()));
      } else {
        refused.add(new RefusedAddress(NetUtil.toAddressString(address), refusal));
      }
    }
    inOrder = List.copyOf(usable);
    demoted.retainAll(inOrder);
    if (answering != null && !inOrder.contains(answering)) {
      answering = null;
    }
    CandidateAddresses before = candidateAddresses;
    List<InetSocketAddress> order = order();
    CandidateAddresses now =
        new CandidateAddresses(
            order,
            lookedUp,
            resolution(
                order,
                new Resolution(List.of(), state.failure(), state.unresolvedSince(), refused)));
    candidateAddresses = now;
    if (lookedUp || !order.isEmpty()) {
      known.complete(now);
    }
    boolean same =
        before.addresses().size() == order.size() && before.addresses().containsAll(order);
    if (!same) {
      listeners.forEach(listener -> listener.accept(now));
    }
  }
}
