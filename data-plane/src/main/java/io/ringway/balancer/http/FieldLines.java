package io.ringway.balancer.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The field lines of a head: offsets of names and values, in the order in which they came. */
public final class FieldLines {

  private static final int USUAL = 24;

  /** The lines of a head of which nothing has come; none can be added. */
  static final FieldLines NONE = new FieldLines(0);

  private int count;
  private int[] nameStart;
  private int[] nameEnd;
  private int[] valueStart;
  private int[] valueEnd;
  private FieldName[] names;

  FieldLines() {
    this(USUAL);
  }

  private FieldLines(int room) {
    nameStart = new int[room];
    nameEnd = new int[room];
    valueStart = new int[room];
    valueEnd = new int[room];
    names = new FieldName[room];
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  /** Adds a line, from its first byte to its line end; returns why it is refused, or null. */
  @Nullable
  public Failure add(byte[] bytes, int from, int to) {
    int colon = from;
    while (colon < to && Ascii.token(bytes[colon])) {
      colon++;
    }
    // Refuses a folded line, a space before the colon, an empty name and a line without a colon.
    if (colon == from || colon == to || bytes[colon] != ':') {
      return Failure.BAD_HEADER_NAME;
    }
    FieldName name = FieldName.of(bytes, from, colon);
    if (name == FieldName.LOOK_ALIKE && FieldName.looksLikeFraming(bytes, from, colon)) {
      return Failure.BAD_HEADER_NAME;
    }
    if (count == names.length) {
      grow();
    }
    int start = colon + 1;
    while (start < to && (bytes[start] == ' ' || bytes[start] == '\t')) {
      start++;
    }
    int stop = to;
    while (stop > start && (bytes[stop - 1] == ' ' || bytes[stop - 1] == '\t')) {
      stop--;
    }
    nameStart[count] = from;
    nameEnd[count] = colon;
    valueStart[count] = start;
    valueEnd[count] = stop;
    names[count++] = name;
    return null;
  }

  private void grow() {
    int size = count * 2;
    nameStart = Arrays.copyOf(nameStart, size);
    nameEnd = Arrays.copyOf(nameEnd, size);
    valueStart = Arrays.copyOf(valueStart, size);
    valueEnd = Arrays.copyOf(valueEnd, size);
    names = Arrays.copyOf(names, size);
  }

  FieldName name(int field) {
    return names[field];
  }

  int nameStart(int field) {
    return nameStart[field];
  }

  int nameEnd(int field) {
    return nameEnd[field];
  }

  int valueStart(int field) {
    return valueStart[field];
  }

  int valueEnd(int field) {
    return valueEnd[field];
  }

  /** Returns the first line with this name, or -1. */
  int find(FieldName name) {
    for (int h = 0; h < count; h++) {
      if (names[h] == name) {
        return h;
      }
    }
    return -1;
  }
}
