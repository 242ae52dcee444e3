package io.ringway.balancer.listener;

import io.netty.channel.unix.Errors;
import io.ringway.protocol.Obstacle.Kind;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port that cannot be listened on; the message is a sentence for the operator. */
final class PortUnavailableException extends IllegalStateException {

  private static final Logger LOG = LoggerFactory.getLogger(PortUnavailableException.class);

  private static final long serialVersionUID = 1L;

  // The same numbers on every architecture that Linux has a native transport for.
  private static final int EPERM = 1;
  private static final int EACCES = 13;
  private static final int ENFILE = 23;
  private static final int EMFILE = 24;
  private static final int EADDRINUSE = 98;
  private static final int EADDRNOTAVAIL = 99;

  /** The first port that needs no privilege, unless the system is configured otherwise. */
  private static final int PRIVILEGED = 1_024;

  private final Kind kind;
  private final String reason;

  PortUnavailableException(InetSocketAddress address, Throwable cause) {
    super(
        "port "
            + address.getPort()
            + " is taken or may not be used: "
            + cause.getMessage()
            + ". Free it, or choose another one.",
        cause);
    this.kind = kindOf(address, cause);
    this.reason = reasonOf(kind, address, cause);
  }

  Kind kind() {
    return kind;
  }

  /** Returns the cause and the remedy, as a sentence without its full stop. */
  String reason() {
    return reason;
  }

  private static Kind kindOf(InetSocketAddress address, Throwable failure) {
    if (address.isUnresolved()) {
      return Kind.NO_ADDRESS;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case Errors.NativeIoException known -> {
          return ofNumber(Math.abs(known.expectedErr()));
        }
        case UnresolvedAddressException _ -> {
          return Kind.NO_ADDRESS;
        }
        case BindException _ -> {
          return ofState(address);
        }
        default -> {}
      }
    }
    return Kind.OTHER;
  }

  private static Kind ofNumber(int error) {
    return switch (error) {
      case EADDRINUSE -> Kind.PORT_TAKEN;
      case EACCES, EPERM -> Kind.NO_PERMISSION;
      case EADDRNOTAVAIL -> Kind.NO_ADDRESS;
      case EMFILE, ENFILE -> Kind.NO_DESCRIPTORS;
      default -> Kind.OTHER;
    };
  }

  /**
   * Determines the kind from the state of the machine, since Java distinguishes these errors only
   * by their messages.
   */
  private static Kind ofState(InetSocketAddress address) {
    if (!here(address)) {
      return Kind.NO_ADDRESS;
    }
    return address.getPort() < PRIVILEGED ? Kind.NO_PERMISSION : Kind.PORT_TAKEN;
  }

  private static boolean here(InetSocketAddress address) {
    if (address.getAddress().isAnyLocalAddress()) {
      return true;
    }
    try {
      @Nullable NetworkInterface its = NetworkInterface.getByInetAddress(address.getAddress());
      return its != null || address.getAddress().isLoopbackAddress();
    } catch (SocketException e) {
      LOG.debug("The addresses of this machine cannot be listed", e);
      return true;
    }
  }

  private static String reasonOf(Kind kind, InetSocketAddress address, Throwable cause) {
    return switch (kind) {
      case PORT_TAKEN -> "another program listens on it: stop that program, or choose another port";
      case NO_PERMISSION ->
          "this balancer is not permitted to listen on it: give it CAP_NET_BIND_SERVICE, or choose"
              + " a port from 1,024";
      case NO_ADDRESS ->
          "this machine does not have the address "
              + address.getHostString()
              + ": correct --bind (RINGWAY_BIND)";
      case NO_DESCRIPTORS ->
          "the process has no file descriptor left: raise its limit of open files (ulimit -n)";
      default -> "the operating system refuses it: " + cause.getMessage();
    };
  }
}
