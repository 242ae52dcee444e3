package io.ringway.balancer.proxyprotocol;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of PROXY protocol headers, version 1 or 2. It reads bytes as they arrive, and none
 * beyond the header. It fails at the first byte that cannot belong to a header. Independent of
 * sockets.
 *
 * <p>Source: The PROXY protocol, W. Tarreau, HAProxy Technologies, 2020 ({@code
 * haproxy.org/download/3.0/doc/proxy-protocol.txt}), sections 2.1 and 2.2.
 */
public final class ProxyProtocolDecoder {

  /** The progress of decoding. */
  public enum Progress {
    /** More bytes are needed. */
    MORE,
    /** The header is complete. */
    DONE,
    /** The bytes are not a header. */
    BAD
  }

  private byte[] bytes = new byte[ProxyProtocolV2.START];
  private int length;
  private @Nullable InetSocketAddress source;
  private boolean overTls;
  private String problem = "";

  /** Creates a decoder that has read nothing yet. */
  public ProxyProtocolDecoder() {}

  /** Returns the client's address; null when the proxy connects for itself or gives none. */
  public @Nullable InetSocketAddress source() {
    return source;
  }

  /** Tells whether the client uses TLS to the proxy; version 1 cannot say so. */
  public boolean overTls() {
    return overTls;
  }

  /** Returns the error, as the end of a sentence. */
  public String problem() {
    return problem;
  }

  /** Reads bytes up to the end of the header. */
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
