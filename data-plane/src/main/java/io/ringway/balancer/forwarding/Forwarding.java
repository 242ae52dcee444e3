package io.ringway.balancer.forwarding;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.ringway.balancer.http.Ascii;
import io.ringway.balancer.http.FieldName;
import io.ringway.balancer.http.FieldNameRule;
import io.ringway.balancer.http.FieldRewriter;
import io.ringway.balancer.http.Head;
import io.ringway.balancer.http.Scheme;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The sender of a request, and the fields that tell the server: {@code X-Forwarded-*} and {@code
 * Forwarded} (RFC 7239). Values that came in them and in the other fields of their {@link
 * FieldNameRule} are believed and passed on only from a trusted proxy; otherwise they are dropped.
 */
public final class Forwarding {

  private static final byte[] X_FOR = Ascii.of("X-Forwarded-For: ");
  private static final byte[] X_PROTO = Ascii.of("X-Forwarded-Proto: ");
  private static final byte[] X_HOST = Ascii.of("X-Forwarded-Host: ");
  private static final byte[] X_PORT = Ascii.of("X-Forwarded-Port: ");
  private static final byte[] FORWARDED = Ascii.of("Forwarded: ");
  private static final byte[] HOST = Ascii.of(";host=\"");
  private static final byte[] PROTO = Ascii.of(";proto=");
  private static final byte[] NEXT = Ascii.of(", ");

  private final TrustedProxies proxies;
  private final byte[] peer;
  private final byte[] peerNode;
  private final byte[] beforeHost;
  private final byte[] usualPort;
  private final byte[] betweenHosts;
  private final byte[] afterHost;
  private final Scheme scheme;
  private final boolean trusted;
  private byte[] client;
  private boolean chainValid = true;

  public Forwarding(SocketAddress peerAddress, TrustedProxies proxies, Scheme scheme) {
    this.proxies = proxies;
    this.scheme = scheme;
    InetAddress address =
        peerAddress instanceof InetSocketAddress remote ? remote.getAddress() : null;
    String text = address == null ? "unknown" : NetUtil.toAddressString(address);
    peer = Ascii.of(text);
    peerNode = Ascii.of(node(text));
    beforeHost =
        Ascii.of(
            "X-Forwarded-For: "
                + text
                + "\r\nX-Forwarded-Proto: "
                + scheme
                + "\r\nX-Forwarded-Host: ");
    usualPort = Ascii.of("\r\nX-Forwarded-Port: " + scheme.port);
    betweenHosts = Ascii.of("\r\nForwarded: " + node(text) + ";host=\"");
    afterHost = Ascii.of("\";proto=" + scheme + "\r\n");
    trusted = address != null && proxies.contains(address.getAddress());
    client = peer;
  }

  private static String node(String address) {
    return address.indexOf(':') < 0 ? "for=" + address : "for=\"[" + address + "]\"";
  }

  /** Returns the address of the client as text: the peer, or the one that a trusted proxy names. */
  public byte[] client() {
    return client;
  }

  /** Determines the sender of a request. */
  public void read(Head request) {
    if (!trusted) {
      return;
    }
    client = peer;
    List<String> chain = ForwardedChain.read(request, proxies.header());
    chainValid = chain != null;
    if (chain != null) {
      resolveClient(chain);
    }
  }

  /**
   * Follows the chain backwards: the peer wrote the last entry, the proxy named there the one
   * before it, and so on while they are trusted.
   */
  private void resolveClient(List<String> chain) {
    for (int i = chain.size() - 1; i >= 0; i--) {
      byte[] address = TrustedProxies.address(chain.get(i));
      if (address == null) {
        return;
      }
      client = Ascii.of(text(address));
      if (!proxies.contains(address)) {
        return;
      }
    }
  }

  private static String text(byte[] address) {
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has 4 or 16 bytes.", e);
    }
  }

  /** Writes the fields. */
  public void write(Head request, ByteBuf out) {
    if (trusted || request.hostStart < 0) {
      writeFields(request, out);
      return;
    }
    // The common path: the same fields in as few pieces as possible.
    byte[] bytes = request.bytes();
    int host = request.hostStart;
    int length = request.authorityEnd - host;
    out.writeBytes(beforeHost).writeBytes(bytes, host, length);
    int port = port(bytes, host, request.authorityEnd);
    if (port < 0) {
      out.writeBytes(usualPort);
    } else {
      out.writeBytes(FieldRewriter.CRLF).writeBytes(X_PORT);
      out.writeBytes(bytes, port, request.authorityEnd - port);
    }
    out.writeBytes(betweenHosts).writeBytes(bytes, host, length).writeBytes(afterHost);
  }

  /** Returns whether a trusted proxy wrote all forwarding fields of the request. */
  public boolean trustsXForwarded() {
    return trusted && proxies.header() == TrustedProxies.Header.X_FORWARDED_FOR;
  }

  /** Returns whether the client has sent the request over TLS: to here, or to a trusted proxy. */
  public boolean secure(Head request) {
    return scheme == Scheme.HTTPS || trusted && ForwardedChain.overTls(request, proxies.header());
  }

  /**
   * Returns the position of the port's digits in a host with an optional port, or -1 without one.
   */
  private static int port(byte[] bytes, int from, int to) {
    int at = to;
    while (at > from && bytes[at - 1] >= '0' && bytes[at - 1] <= '9') {
      at--;
    }
    return at > from && at < to && bytes[at - 1] == ':' ? at : -1;
  }

  private void writeFields(Head request, ByteBuf out) {
    boolean x = trustsXForwarded();
    out.writeBytes(X_FOR);
    before(request, x, FieldName.X_FORWARDED_FOR, out);
    out.writeBytes(peer).writeBytes(FieldRewriter.CRLF);
    int proto = x ? request.find(FieldName.X_FORWARDED_PROTO) : -1;
    if (proto >= 0) {
      value(request, proto, X_PROTO, out);
    } else {
      out.writeBytes(X_PROTO).writeBytes(scheme.text).writeBytes(FieldRewriter.CRLF);
    }
    int host = x ? request.find(FieldName.X_FORWARDED_HOST) : -1;
    if (host >= 0) {
      value(request, host, X_HOST, out);
    } else if (request.hostStart >= 0) {
      FieldRewriter.value(out, X_HOST, request.bytes(), request.hostStart, request.authorityEnd);
    }
    int port = x ? request.find(FieldName.X_FORWARDED_PORT) : -1;
    if (port >= 0) {
      value(request, port, X_PORT, out);
    } else {
      writePort(request, host, proto, out);
    }
    out.writeBytes(FORWARDED);
    before(request, trusted && !x, FieldName.FORWARDED, out);
    out.writeBytes(peerNode);
    if (request.hostStart >= 0) {
      int length = request.authorityEnd - request.hostStart;
      out.writeBytes(HOST).writeBytes(request.bytes(), request.hostStart, length).writeByte('"');
    }
    out.writeBytes(PROTO).writeBytes(scheme.text).writeBytes(FieldRewriter.CRLF);
  }

  /**
   * Writes the port that the client sees: the one in the forwarded host, else the default of the
   * forwarded scheme. The port that is listened on is often another one.
   *
   * @param host the trusted field with the host, or -1
   * @param proto the trusted field with the scheme, or -1
   */
  private void writePort(Head request, int host, int proto, ByteBuf out) {
    int from = host >= 0 ? request.valueStart(host) : request.hostStart;
    int to = host >= 0 ? request.valueEnd(host) : request.authorityEnd;
    int port = port(request.bytes(), from, to);
    out.writeBytes(X_PORT);
    if (port >= 0) {
      out.writeBytes(request.bytes(), port, to - port);
    } else {
      Ascii.decimal(out, (proto >= 0 ? Scheme.of(request, proto) : scheme).port);
    }
    out.writeBytes(FieldRewriter.CRLF);
  }

  private static void value(Head request, int field, byte[] name, ByteBuf out) {
    int from = request.valueStart(field);
    FieldRewriter.value(out, name, request.bytes(), from, request.valueEnd(field));
  }

  /**
   * Writes the entries before the peer: the trusted fields, or the client in the form of the other
   * field.
   */
  private void before(Head request, boolean believed, FieldName name, ByteBuf out) {
    if (believed && chainValid) {
      for (int h = 0; h < request.headers(); h++) {
        int length = request.valueEnd(h) - request.valueStart(h);
        if (request.name(h) == name && length > 0) {
          out.writeBytes(request.bytes(), request.valueStart(h), length).writeBytes(NEXT);
        }
      }
    } else if (trusted && !Arrays.equals(client, peer)) {
      String text = new String(client, StandardCharsets.US_ASCII);
      out.writeBytes(name == FieldName.FORWARDED ? Ascii.of(node(text)) : client);
      out.writeBytes(NEXT);
    }
  }
}
