package io.ringway.balancer.accesslog;

import io.ringway.protocol.key.RequestView;

/** How a request is told in one line. */
public enum Format {
  /** One JSON object, all fields. */
  JSON {
    @Override
    void write(Entry entry, Times times, Line out) {
      out.raw("{\"time\":\"").raw(times.iso()).raw("\",\"client\":\"").raw(entry.client);
      RequestView head = entry.request;
      if (head != null) {
        out.raw("\",\"method\":\"").escaped(head.bytes(), 0, head.methodEnd());
        out.raw("\",\"target\":\"").escaped(head.bytes(), head.pathStart(), head.targetEnd());
        out.raw("\",\"protocol\":\"HTTP/1.").decimal(entry.minor);
      }
      out.raw("\",\"status\":").decimal(entry.status).raw(",\"bytes\":").decimal(entry.bytes);
      out.raw(",\"micros\":").decimal(entry.micros);
      out.raw(",\"cluster\":\"").raw(entry.cluster);
      out.raw("\",\"server\":\"").escaped(entry.server, 0, entry.server.length);
      out.raw("\",\"attempts\":").decimal(entry.attempts);
      if (entry.placed) {
        out.raw(",\"keyHash\":\"").hex(entry.keyHash).raw("\"");
      }
      out.raw(",\"requestId\":\"");
      id(entry, out);
      int trace = head == null ? -1 : TraceId.find(head);
      if (head != null && trace >= 0) {
        out.raw("\",\"traceId\":\"").escaped(head.bytes(), trace, trace + TraceId.DIGITS);
      }
      out.raw("\",\"reason\":\"").raw(entry.reason).raw("\"}\n");
    }
  },

  /** The combined format of Apache and nginx, which common tools read. */
  COMBINED {
    @Override
    void write(Entry entry, Times times, Line out) {
      out.raw(entry.client).raw(" - - [").raw(times.common()).raw("] \"");
      RequestView head = entry.request;
      if (head == null) {
        out.raw("-\" ").decimal(entry.status).raw(" ").decimal(entry.bytes).raw(" \"-\" \"-\"\n");
        return;
      }
      out.escaped(head.bytes(), 0, head.methodEnd()).raw(" ");
      out.escaped(head.bytes(), head.pathStart(), head.targetEnd());
      out.raw(" HTTP/1.").decimal(entry.minor).raw("\" ").decimal(entry.status);
      out.raw(" ").decimal(entry.bytes).raw(" \"");
      header(head, REFERER, out);
      out.raw("\" \"");
      header(head, USER_AGENT, out);
      out.raw("\"\n");
    }
  };

  /** Beside texts that a client chose, which {@link Line} cuts. */
  static final int MOST_OTHERWISE = 1_024;

  private static final byte[] REFERER = Line.ascii("referer");
  private static final byte[] USER_AGENT = Line.ascii("user-agent");

  /** Writes the line; room for the longest one is there. */
  abstract void write(Entry entry, Times times, Line out);

  private static void id(Entry entry, Line out) {
    RequestView head = entry.request;
    if (head != null && entry.idLine >= 0) {
      out.escaped(head.bytes(), head.valueStart(entry.idLine), head.valueEnd(entry.idLine));
    } else if (entry.id != 0) {
      out.hex(entry.id);
    }
  }

  private static void header(RequestView head, byte[] name, Line out) {
    for (int h = 0; h < head.headers(); h++) {
      if (head.headerIs(h, name)) {
        out.escaped(head.bytes(), head.valueStart(h), head.valueEnd(h));
        return;
      }
    }
    out.raw("-");
  }
}
