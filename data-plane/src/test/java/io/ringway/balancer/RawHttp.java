package io.ringway.balancer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A reader of responses without a body from the wire, since HTTP clients retry silently. */
final class RawHttp {

  private RawHttp() {}

  /** Returns the next head, or the part of it that arrived before the connection closed. */
  static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      last = last << 8 | b;
      if (last == 0x0d0a0d0a) {
        break;
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  static boolean keptAlive(String head) {
    return !head.isEmpty() && !head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close");
  }
}
