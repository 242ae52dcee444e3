package io.ringway.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a log or of a list of keys, read one at a time in bounded memory. A file that begins
 * with the magic bytes of gzip ({@code 1f 8b}) is decompressed.
 */
final class LogLines implements AutoCloseable {

  /** The maximum length of a line in bytes. No line of a log that can be compared is longer. */
  static final int LONGEST = 64 << 10;

  private final Path file;
  private final InputStream in;
  private final byte[] chunk = new byte[64 << 10];
  private final byte[] line = new byte[LONGEST];
  private int at;
  private int end;
  private long number;

  private LogLines(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  static LogLines open(Path file) throws CliException, IOException {
    InputStream in;
    try {
      in = new BufferedInputStream(Files.newInputStream(file));
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return new LogLines(file, gzip ? new GZIPInputStream(in, 64 << 10) : in);
    } catch (NoSuchFileException e) {
      throw new CliException("There is no file " + file + ".");
    } catch (ZipException | EOFException e) {
      throw new CliException("The file " + file + " begins as gzip does, but is none.");
    } catch (IOException e) {
      throw new CliException("The file " + file + " cannot be read: " + e.getMessage() + ".");
    }
  }

  /** Returns the number of the last line that was read, from 1. */
  long number() {
    return number;
  }

  /**
   * Reads the next line, without its line end. Of a line that is longer than {@link #LONGEST}
   * bytes, only the beginning.
   *
   * @return null after the last one
   */
  @Nullable String next() throws CliException, IOException {
    int length = 0;
    boolean any = false;
    while (true) {
      if (at == end && !fill()) {
        return any ? text(length) : null;
      }
      any = true;
      int from = at;
      while (at < end && chunk[at] != '\n') {
        at++;
      }
      int taken = Math.min(at - from, LONGEST - length);
      System.arraycopy(chunk, from, line, length, taken);
      length += taken;
      if (at < end) {
        at++;
        return text(length);
      }
    }
  }

  private String text(int length) {
    number++;
    int shown = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, shown, StandardCharsets.UTF_8);
  }

  private boolean fill() throws CliException, IOException {
    try {
      at = 0;
      end = Math.max(0, in.read(chunk));
      return end > 0;
    } catch (ZipException | EOFException e) {
      throw new CliException(
          "The file "
              + file
              + " is broken after line "
              + number
              + ": its gzip data ends early or is damaged.");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
