package io.ringway.balancer.http;

import io.ringway.balancer.http1.HeadReader;
import io.ringway.routing.key.RequestView;
import java.util.Arrays;

/**
 * The head of a message: its bytes and the offsets of its parts. A {@link HeadReader} fills it. It
 * is reused for every message of a connection, makes no strings, and has memory only while it holds
 * something.
 */
public final class Head implements RequestView {

  private static final byte[] NO_BYTES = {};

  private final HeadMemory memory;
  private byte[] bytes = NO_BYTES;
  private FieldLines fields = FieldLines.NONE;

  // Start line. Requests: method, target. Responses: status.
  public int methodEnd;
  public int targetStart;
  public int targetEnd;
  public int pathStart;
  public int pathEnd;
  public int hostStart;
  public int hostEnd;
  public int authorityEnd;

  /** Tells whether the target is an {@code https} URL. */
  public boolean https;

  public int minor;
  public int status;
  public int fieldsStart;
  public int end;

  // The framing and the connection, from the fields.
  public long contentLength;
  public boolean chunked;
  public boolean close;
  public boolean keepAlive;
  public boolean upgrade;
  public boolean takesTrailers;
  public boolean namesOthers;
  public int maxForwards;

  /** The field with a request id of the client, or -1. */
  public int requestIdField;

  public Head(HeadMemory memory) {
    this.memory = memory;
    clear();
  }

  /** Clears the message and gives its memory back. */
  public void clear() {
    if (bytes.length > 0) {
      memory.giveBack(bytes, fields);
      bytes = NO_BYTES;
      fields = FieldLines.NONE;
    }
    methodEnd = 0;
    contentLength = -1;
    chunked = false;
    close = false;
    keepAlive = false;
    upgrade = false;
    takesTrailers = false;
    namesOthers = false;
    maxForwards = -1;
    requestIdField = -1;
    hostStart = -1;
    hostEnd = -1;
    authorityEnd = -1;
    https = false;
    status = 0;
    end = 0;
  }

  /** Returns room for this many bytes, the present ones included. */
  public byte[] reserve(int size) {
    if (bytes.length == 0) {
      bytes = memory.bytes();
      fields = memory.fields();
    }
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
    return bytes;
  }

  public FieldLines fields() {
    return fields;
  }

  /** Returns whether the head is complete. */
  public boolean complete() {
    return end > 0;
  }

  public FieldName name(int field) {
    return fields.name(field);
  }

  int nameStart(int field) {
    return fields.nameStart(field);
  }

  int nameEnd(int field) {
    return fields.nameEnd(field);
  }

  /** Returns the first field with this name, or -1. */
  public int find(FieldName name) {
    return fields.find(name);
  }

  /** Returns whether the method is this one; methods are case-sensitive. */
  public boolean methodIs(byte[] method) {
    return Ascii.equals(bytes, 0, methodEnd, method);
  }

  public boolean valueIs(int field, byte[] lowerCase) {
    return Ascii.equalsLower(bytes, valueStart(field), valueEnd(field), lowerCase);
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int methodEnd() {
    return methodEnd;
  }

  @Override
  public int pathStart() {
    return pathStart;
  }

  @Override
  public int pathEnd() {
    return pathEnd;
  }

  @Override
  public int targetEnd() {
    return targetEnd;
  }

  @Override
  public int hostStart() {
    return hostStart;
  }

  @Override
  public int hostEnd() {
    return hostEnd;
  }

  @Override
  public int headers() {
    return fields.count();
  }

  @Override
  public boolean headerIs(int field, byte[] lowerCaseName) {
    return Ascii.equalsLower(bytes, nameStart(field), nameEnd(field), lowerCaseName);
  }

  @Override
  public int valueStart(int field) {
    return fields.valueStart(field);
  }

  @Override
  public int valueEnd(int field) {
    return fields.valueEnd(field);
  }
}
