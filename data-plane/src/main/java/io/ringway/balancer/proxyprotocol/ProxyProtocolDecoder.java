package io.ringway.balancer.proxyprotocol;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a header of the PROXY protocol, version 1 or 2, as its bytes arrive, and no byte beyond it.
 * Refuses at the first byte that cannot belong to one. Knows nothing of sockets.
 *
 * <p>Source: The PROXY protocol, W. Tarreau, HAProxy Technologies, 2020 ({@code
 * haproxy.org/download/3.0/doc/proxy-protocol.txt}), sections 2.1 and 2.2.
 */
public final class ProxyProtocolDecoder {

  /** How far it has come. */
  public enum Progress {
    /** More bytes are needed. */
    MORE,
    /** The header is whole. */
    DONE,
    /** These bytes are none. */
    BAD
  }

  private byte[] bytes = new byte[ProxyProtocolV2.START];
  private int length;
  private @Nullable InetSocketAddress source;
  private boolean overTls;
  private String problem = "";

  /** Nothing is read yet. */
  public ProxyProtocolDecoder() {}

  /** Whom the proxy speaks for; null when it speaks for itself, or does not say. */
  public @Nullable InetSocketAddress source() {
    return source;
  }

  /** Returns whether whom the proxy speaks for has spoken TLS to it; version 1 cannot say so. */
  public boolean overTls() {
    return overTls;
  }

  /** What is wrong with the bytes, as the end of a sentence. */
  public String problem() {
    return problem;
  }

  /** Takes bytes up to the end of the header. */
  public Progress feed(ByteBuf in) {
    try {
      while (in.isReadable()) {
        keep(in.readByte());
        if (bytes[0] == ProxyProtocolV1.FIRST ? line() : block()) {
          return Progress.DONE;
        }
      }
      return Progress.MORE;
    } catch (MalformedHeaderException e) {
      problem = e.getMessage();
      return Progress.BAD;
    }
  }

  private void keep(byte b) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(ProxyProtocolV1.MAX, length * 2));
    }
    bytes[length++] = b;
  }

  private boolean line() throws MalformedHeaderException {
    boolean whole = ProxyProtocolV1.check(bytes, length);
    if (whole) {
      source = ProxyProtocolV1.source(bytes, length);
    }
    return whole;
  }

  private boolean block() throws MalformedHeaderException {
    boolean whole = ProxyProtocolV2.check(bytes, length);
    if (whole) {
      source = ProxyProtocolV2.source(bytes, length);
      overTls = ProxyProtocolV2.overTls(bytes, length);
    }
    return whole;
  }
}
