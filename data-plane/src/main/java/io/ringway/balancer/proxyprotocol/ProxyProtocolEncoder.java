package io.ringway.balancer.proxyprotocol;

import io.ringway.protocol.ProxyProtocol;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** The encoder of PROXY protocol headers for connections to servers. */
public final class ProxyProtocolEncoder {

  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final int IPV6_BYTES = 16;

  private ProxyProtocolEncoder() {}

  /**
   * Returns the header of a connection for a client; empty when the protocol is off. When only one
   * of the addresses is IPv6, the other one is mapped into it (RFC 4291 section 2.5.5.2), since a
   * header has one family.
   *
   * @param source the client
   * @param destination the address that the client connected to
   */
  public static byte[] naming(
      ProxyProtocol version, SocketAddress source, SocketAddress destination) {
    if (!(source instanceof InetSocketAddress from)
        || !(destination instanceof InetSocketAddress to)
        || from.isUnresolved()
        || to.isUnresolved()) {
      return own(version);
    }
    boolean four =
        from.getAddress() instanceof Inet4Address && to.getAddress() instanceof Inet4Address;
    return switch (version) {
      case OFF -> new byte[0];
      case V1 ->
          ascii(
              "PROXY "
                  + (four ? "TCP4 " : "TCP6 ")
                  + text(from, four)
                  + " "
                  + text(to, four)
                  + " "
                  + from.getPort()
                  + " "
                  + to.getPort()
                  + "\r\n");
      case V2 -> {
        byte[] one = raw(from, four);
        byte[] other = raw(to, four);
        yield block(ProxyProtocolV2.PROXY, four ? TCP4 : TCP6, one.length + other.length + 4)
            .put(one)
            .put(other)
            .putShort((short) from.getPort())
            .putShort((short) to.getPort())
            .array();
      }
    };
  }

  /** Returns the header of a connection without a client, such as a health check. */
  public static byte[] own(ProxyProtocol version) {
    return switch (version) {
      case OFF -> new byte[0];
      case V1 -> ascii("PROXY UNKNOWN\r\n");
      case V2 -> block(ProxyProtocolV2.LOCAL, 0, 0).array();
    };
  }

  private static ByteBuffer block(int command, int family, int length) {
    return ByteBuffer.allocate(ProxyProtocolV2.START + length)
        .put(ProxyProtocolV2.SIGNATURE)
        .put((byte) command)
        .put((byte) family)
        .putShort((short) length);
  }

  private static byte[] raw(InetSocketAddress of, boolean four) {
    byte[] bytes = of.getAddress().getAddress();
    if (four || bytes.length == IPV6_BYTES) {
      return bytes;
    }
    return ByteBuffer.allocate(IPV6_BYTES)
        .putShort(10, (short) 0xffff)
        .put(IPV6_BYTES - bytes.length, bytes)
        .array();
  }

  private static String text(InetSocketAddress of, boolean four) {
    if (four) {
      return of.getAddress().getHostAddress();
    }
    ByteBuffer groups = ByteBuffer.wrap(raw(of, false));
    StringJoiner text = new StringJoiner(":");
    while (groups.hasRemaining()) {
      text.add(Integer.toHexString(groups.getShort() & 0xffff));
    }
    return text.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
