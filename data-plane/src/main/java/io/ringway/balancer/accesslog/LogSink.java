package io.ringway.balancer.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** A destination of log lines. Used by one thread. */
public interface LogSink {

  /** Writes whole lines; may block. */
  void write(byte[] bytes, int length) throws IOException;

  /**
   * Reopens a file that was renamed or removed. Called about once a second.
   *
   * @param wanted whether to reopen it in any case
   */
  void reopenIfNeeded(boolean wanted) throws IOException;

  /** Closes it. */
  void close() throws IOException;

  /** Opens a file for appending; creates it when it is missing. */
  static LogSink file(Path path) throws IOException {
    return new LogFile(path);
  }

  /** Returns a sink for the standard output of the process. */
  static LogSink standardOutput() {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    return new LogSink() {
      @Override
      public void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
      }

      @Override
      public void reopenIfNeeded(boolean wanted) {}

      @Override
      public void close() {}

      @Override
      public String toString() {
        return "standard output";
      }
    };
  }
}
