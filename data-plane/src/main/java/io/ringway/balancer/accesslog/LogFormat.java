package io.ringway.balancer.accesslog;

import io.ringway.routing.key.RequestView;

/** The formats of a line. */
public enum LogFormat {
  /** One JSON object, all fields. */
  JSON {
    @Override
    void write(AccessEntry accessEntry, TimestampText timestampText, LineWriter out) {
      out.raw("{\"time\":\"")
          .raw(timestampText.iso())
          .raw("\",\"client\":\"")
          .raw(accessEntry.client);
      RequestView head = accessEntry.request;
      if (head != null) {
        out.raw("\",\"method\":\"").escaped(head.bytes(), 0, head.methodEnd());
        out.raw("\",\"target\":\"").escaped(head.bytes(), head.pathStart(), head.targetEnd());
        out.raw("\",\"protocol\":\"HTTP/1.").decimal(accessEntry.minor);
      }
      out.raw("\",\"status\":")
          .decimal(accessEntry.status)
          .raw(",\"bytes\":")
          .decimal(accessEntry.bytes);
      out.raw(",\"micros\":").decimal(accessEntry.micros);
      out.raw(",\"cluster\":\"").raw(accessEntry.cluster);
      out.raw("\",\"server\":\"").escaped(accessEntry.server, 0, accessEntry.server.length);
      out.raw("\",\"attempts\":").decimal(accessEntry.attempts);
      if (accessEntry.placed) {
        out.raw(",\"keyHash\":\"").hex(accessEntry.keyHash).raw("\"");
      }
      out.raw(",\"requestId\":\"");
      id(accessEntry, out);
      int trace = head == null ? -1 : TraceId.find(head);
      if (head != null && trace >= 0) {
        out.raw("\",\"traceId\":\"").escaped(head.bytes(), trace, trace + TraceId.DIGITS);
      }
      out.raw("\",\"reason\":\"").raw(accessEntry.reason).raw("\"}\n");
    }
  },

  /** The combined format of Apache and nginx, which common tools read. */
  COMBINED {
    @Override
    void write(AccessEntry accessEntry, TimestampText timestampText, LineWriter out) {
      out.raw(accessEntry.client).raw(" - - [").raw(timestampText.common()).raw("] \"");
      RequestView head = accessEntry.request;
      if (head == null) {
        out.raw("-\" ")
            .decimal(accessEntry.status)
            .raw(" ")
            .decimal(accessEntry.bytes)
            .raw(" \"-\" \"-\"\n");
        return;
      }
      out.escaped(head.bytes(), 0, head.methodEnd()).raw(" ");
      out.escaped(head.bytes(), head.pathStart(), head.targetEnd());
      out.raw(" HTTP/1.").decimal(accessEntry.minor).raw("\" ").decimal(accessEntry.status);
      out.raw(" ").decimal(accessEntry.bytes).raw(" \"");
      header(head, REFERER, out);
      out.raw("\" \"");
      header(head, USER_AGENT, out);
      out.raw("\"\n");
    }
  };

  /** Most bytes beside the texts of a client, which {@link LineWriter} cuts. */
  static final int MOST_OTHERWISE = 1_024;

  private static final byte[] REFERER = LineWriter.ascii("referer");
  private static final byte[] USER_AGENT = LineWriter.ascii("user-agent");

  /** Writes the line; there is room for the longest one. */
  abstract void write(AccessEntry accessEntry, TimestampText timestampText, LineWriter out);

  private static void id(AccessEntry accessEntry, LineWriter out) {
    RequestView head = accessEntry.request;
    if (head != null && accessEntry.idLine >= 0) {
      out.escaped(
          head.bytes(), head.valueStart(accessEntry.idLine), head.valueEnd(accessEntry.idLine));
    } else if (accessEntry.id != 0) {
      out.hex(accessEntry.id);
    }
  }

  private static void header(RequestView head, byte[] name, LineWriter out) {
    for (int h = 0; h < head.headers(); h++) {
      if (head.headerIs(h, name)) {
        out.escaped(head.bytes(), head.valueStart(h), head.valueEnd(h));
        return;
      }
    }
    out.raw("-");
  }
}
