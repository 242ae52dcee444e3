package io.ringway.balancer.admin;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A gzip stream (RFC 1952) that is compressed chunk by chunk between direct buffers. Netty's own
 * encoder copies them into arrays first.
 */
final class Gzip {

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};
  private static final int ROOM = 4 * 1024;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 checksum = new CRC32();
  private boolean begun;
  private long length;

  /**
   * Compresses a chunk.
   *
   * @param last whether the stream ends with it
   */
  void add(ByteBuf piece, boolean last, ByteBuf out) {
    if (!begun) {
      begun = true;
      out.writeBytes(HEADER);
    }
    length += piece.readableBytes();
    checksum.update(piece.nioBuffer());
    ByteBuffer input = piece.nioBuffer();
    deflater.setInput(input);
    if (last) {
      deflater.finish();
    }
    while (last ? !deflater.finished() : !deflater.needsInput()) {
      out.ensureWritable(ROOM);
      int made = deflater.deflate(out.nioBuffer(out.writerIndex(), out.writableBytes()));
      out.writerIndex(out.writerIndex() + made);
    }
    if (last) {
      out.writeIntLE((int) checksum.getValue()).writeIntLE((int) length);
    }
  }

  /** Frees its memory. */
  void end() {
    deflater.end();
  }

  /**
   * Tells whether a client accepts gzip by its {@code Accept-Encoding} (RFC 9110 section 12.5.3).
   */
  static boolean accepted(Iterable<String> fields) {
    boolean taken = false;
    for (String field : fields) {
      for (String each : field.split(",", -1)) {
        String[] parts = each.strip().split(";", 2);
        String coding = parts[0].strip();
        boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0{0,3})?");
        if (coding.equalsIgnoreCase("gzip")) {
          return !refused;
        }
        taken |= coding.equals("*") && !refused;
      }
    }
    return taken;
  }
}
